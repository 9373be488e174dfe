"""Static files whose names bear the hash of their content, compressed once and not again at every start."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


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

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        hashed = set(self.hashed_files.values())
        todo = [
            path
            for path in paths
            if path in hashed and not path.endswith(".map") and not Path(f"{self.path(path)}.gz").exists()
        ]
        yield from super().compress_files(todo)
