"""Contributors as people name them: by their code, or by their name in any of the languages."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from common.translated import texts_of
from finance.choices import ContributorKind
from finance.models import Contributor


class NotFound(ValueError):
    """A text that names no contributor, or several. It says which, in the reader's language."""


class Contributors:
    """All contributors, read once: what one finds by what was typed, and those that a list offers."""

    def __init__(self, rows: Iterable[Contributor] | None = None) -> None:
        self.rows = list(Contributor.objects.order_by("code") if rows is None else rows)
        self._exactly: dict[str, Contributor] = {row.code: row for row in self.rows}
        self._likely: dict[str, dict[str, Contributor]] = defaultdict(dict)
        for row in self.rows:
            for name in texts_of(row, "name").values():
                label = f"{name} ({row.code})"
                self._exactly.setdefault(label, row)
                for text in (row.code, name, label):
                    self._likely[_plainly(text)][row.code] = row

    def find(self, text: str) -> Contributor:
        """The contributor that `text` names: `KEN`, `Kenya`, `肯尼亚`, or as `label_of` writes it. Raises NotFound."""
        if exactly := self._exactly.get(text.strip()):
            return exactly
        found = self._likely.get(_plainly(text), {})
        if len(found) > 1:
            codes = ", ".join(sorted(found))
            raise NotFound(_("Several have this name. Write the code: %(codes)s.") % {"codes": codes})
        if not found:
            raise NotFound(_("“%(typed)s” is neither the code nor the name of a contributor.") % {"typed": text})
        return next(iter(found.values()))

    def offered(self, *, demonstration: bool) -> list[Contributor]:
        """Those under which contributions can stand here, kind by kind, by name."""
        kinds = ContributorKind.values
        fitting = [row for row in self.rows if row.is_demonstration == demonstration]
        return sorted(fitting, key=lambda row: (kinds.index(row.kind), len(row.name) if demonstration else 0, row.name))


def label_of(contributor: Contributor) -> str:
    """Name and code: `Kenya (KEN)`."""
    return f"{contributor.name} ({contributor.code})"


def _plainly(text: str) -> str:
    """Whatever the case of its letters and the spaces between its words."""
    return " ".join(text.split()).casefold()
