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
        self._by_code = {row.code.casefold(): row for row in self.rows}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            for name in texts_of(row, "name").values():
                self._by_name[name.casefold()].add(row.code.casefold())

    def find(self, text: str) -> Contributor:
        """The contributor that `text` names: `KEN`, `Kenya`, `肯尼亚`, or as `label_of` writes it. Raises NotFound."""
        typed = " ".join(text.split()).casefold()
        code = typed.rpartition("(")[2].removesuffix(")") if typed.endswith(")") else typed
        if typed in self._by_code:
            return self._by_code[typed]
        if code in self._by_code:
            return self._by_code[code]
        named = self._by_name.get(typed, set())
        if len(named) > 1:
            codes = ", ".join(sorted(self._by_code[one].code for one in named))
            raise NotFound(_("Several have this name. Write the code: %(codes)s.") % {"codes": codes})
        if not named:
            raise NotFound(_("“%(typed)s” is neither the code nor the name of a contributor.") % {"typed": text})
        return self._by_code[next(iter(named))]

    def offered(self, *, demonstration: bool) -> list[Contributor]:
        """Those under which contributions can stand here, kind by kind, by name."""
        kinds = ContributorKind.values
        fitting = [row for row in self.rows if row.is_demonstration == demonstration]
        return sorted(fitting, key=lambda row: (kinds.index(row.kind), len(row.name) if demonstration else 0, row.name))


def label_of(contributor: Contributor) -> str:
    """Name and code: `Kenya (KEN)`."""
    return f"{contributor.name} ({contributor.code})"
