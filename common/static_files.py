"""Static files whose names bear the hash of their content: few, compressed once and not again at every start."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'@import url\("([^":]+)"\);')


def joined(name: str) -> str:
    """A style sheet with the sheets that it imports in their places: what a browser makes of it, in one request.

    `name` is relative to the folders of static files, what it imports to its own folder. Raises FileNotFoundError.
    """
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    path = Path(found)
    return _IMPORT.sub(lambda line: joined(str(Path(name).parent / line[1])).rstrip(), path.read_text(encoding="utf-8"))


class QuickCompressor(Compressor):
    """Brotli's last step but one: 2 per cent larger than its last, in a quarter of the time."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return bytes(brotli.compress(data, quality=10))


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Compresses only what pages ask for: files by their hashed names, and no source maps.

    A hashed name stands for one content, so a file that has its compressed neighbour already is done. Together a
    first start takes 5 seconds here instead of 30, a second one 2 (measured on two cores).
    """

    def create_compressor(self, **options: Any) -> QuickCompressor:
        return QuickCompressor(**options)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Joins our own style sheets before they get their names, from the sources: what lies here may be old."""
        for name in (name for name in paths if name.startswith("css/")):
            if not dry_run and _IMPORT.search(Path(str(finders.find(name))).read_text(encoding="utf-8")):
                Path(self.path(name)).write_text(joined(name), encoding="utf-8")
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        hashed = set(self.hashed_files.values())
        todo = [
            path
            for path in paths
            if path in hashed and not path.endswith(".map") and not Path(f"{self.path(path)}.gz").exists()
        ]
        yield from super().compress_files(todo)
