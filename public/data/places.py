"""Where the files of a release are, in whole addresses that go on meaning this release."""

from dataclasses import dataclass

from django.http import HttpRequest

from public.shown import ShownRelease


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses of a release on the host that was asked."""

    request: HttpRequest
    release: ShownRelease

    def of(self, name: str, *parts: str) -> str:
        """The address of a page or file, with the number of the release in it."""
        return self.request.build_absolute_uri(
            self.release.address(f"public:{name}", *parts, release=self.release.number)
        )

    def moving(self, name: str, *parts: str) -> str:
        """The same without it, unless the reader asked for a release: what stands there follows the newest."""
        return self.request.build_absolute_uri(self.release.address(f"public:{name}", *parts))

    def file(self, table: str, form: str) -> str:
        """The address of a table's file."""
        return self.of(f"data_table_{form}", table)

    def page(self, table: str) -> str:
        """The address of a table's page."""
        return self.of("data_table", table)
