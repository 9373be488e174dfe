"""How an indicator's page is cited by programs that keep references."""

import re
from dataclasses import dataclass

from public.series import IndicatorView
from public.shown import ShownRelease

AUTHOR = "United Nations"
_SPECIAL = re.compile(r"([\\{}%&#$_^~])")
_WRITTEN = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A page of a release at its permanent `address`; `document` is what the framework was adopted by."""

    indicator: IndicatorView
    release: ShownRelease
    document: str
    address: str

    @property
    def bibtex(self) -> str:
        """As an entry of BibTeX."""
        fields = {
            "author": f"{{{AUTHOR}}}",
            "title": f"{{{_for_tex(self._title)}}}",
            "year": str(self.release.day.year),
            "howpublished": _for_tex(f"{self.document}, release {self.release.number} of {self.release.day}"),
            "url": self.address,
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{rcs-{self.indicator.code}-release-{self.release.number},\n{lines}\n}}"

    @property
    def ris(self) -> str:
        """As a record of the RIS format."""
        day = self.release.day
        lines = [
            ("TY", "DATA"),
            ("AU", AUTHOR),
            ("TI", self._title),
            ("PY", str(day.year)),
            ("DA", f"{day:%Y/%m/%d}"),
            ("ET", f"Release {self.release.number}"),
            ("N1", self.document),
            ("UR", self.address),
            ("ER", ""),
        ]
        return "\n".join(f"{tag}  - {value}" for tag, value in lines)

    @property
    def _title(self) -> str:
        return f"{self.indicator.shown_code}: {self.indicator.title.plain}"


def _for_tex(text: str) -> str:
    """Text in which nothing is a command."""
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[0], f"\\{found[0]}"), text)
