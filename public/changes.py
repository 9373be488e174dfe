"""What a release changed against the one before it, in sentences, from the stored documents of both."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.kept import kept
from common.translated import listed
from public.indicator_changes import Changed, IndicatorChanges, indicator_changes
from public.texts import count_words
from publications.differences import differences
from publications.documents import documents_of
from publications.finance import heading_of, rows_of
from publications.models import Kind, Release

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a release changed. `against` is the number of the release before; None for the first release."""

    against: int | None
    changed: list[Changed]

    @property
    def indicators(self) -> list[IndicatorChanges]:
        """The indicators that changed, in their framework's order."""
        found = [indicator_changes(each) for each in self.changed if each.kind == Kind.INDICATOR]
        return [each for each in found if each.events]

    def of_indicator(self, key: str) -> IndicatorChanges | None:
        """What changed in one indicator; None where nothing did."""
        framework, _slash, code = key.partition("/")
        return next((each for each in self.indicators if (each.framework, each.code) == (framework, code)), None)

    @property
    def others(self) -> list[str]:
        """A sentence for each sort of document that changed and is no indicator's."""
        kinds = Counter(each.kind for each in self.changed)
        places = kinds[Kind.COUNTRY] + kinds[Kind.REGION] + kinds[Kind.TEAM]
        found = [_("Texts or levels of the framework itself changed.")] if kinds[Kind.FRAMEWORK] else []
        if places:
            words = ngettext(
                "%(count)s entry in the lists of countries, teams and regions changed.",
                "%(count)s entries in the lists of countries, teams and regions changed.",
                places,
            )
            found.append(words % {"count": count_words(places)})
        if behind := kinds[Kind.BEHIND]:
            words = ngettext(
                "What is behind the figures of %(count)s indicator and year changed.",
                "What is behind the figures of %(count)s indicators and years changed.",
                behind,
            )
            found.append(words % {"count": count_words(behind)})
        if kinds[Kind.REPORTING]:
            found.append(_("How many answered changed."))
        if surveys := kinds[Kind.SURVEY]:
            words = ngettext(
                "The results of %(count)s questionnaire are new or changed.",
                "The results of %(count)s questionnaires are new or changed.",
                surveys,
            )
            found.append(words % {"count": count_words(surveys)})
        if kinds[Kind.FACTS]:
            found.append(_("Facts of the report are new or changed."))
        return found + [words for each in self.changed if each.kind == Kind.FINANCE for words in _of_trust_fund(each)]

    @property
    def summary(self) -> str:
        """How many values, ratings and texts are new or changed, in a sentence."""
        if self.against is None:
            return _("This is the first release: there is none before it to compare with.")
        sorts = Counter(event.sort for indicator in self.indicators for event in indicator.events)
        counted = [
            ngettext("%(count)s value", "%(count)s values", sorts["value"]),
            ngettext("%(count)s rating", "%(count)s ratings", sorts["rating"]),
            ngettext("%(count)s wording or definition", "%(count)s wordings or definitions", sorts["text"]),
        ]
        said = [
            words % {"count": count_words(sorts[sort])}
            for sort, words in zip(("value", "rating", "text"), counted, strict=True)
            if sorts[sort]
        ]
        if not said:
            return _("No value, rating or wording of an indicator changed against release %(number)s.") % {
                "number": self.against
            }
        return _("New or changed against release %(number)s: %(what)s.") % {
            "number": self.against,
            "what": listed(said),
        }


def changes_of(release: Release) -> Changes:
    """What `release` changed against the one before it; kept by the hashes of both, since neither ever changes."""
    before = Release.objects.published().filter(number__lt=release.number).order_by("-number").first()
    if before is None:
        return Changes(None, [])
    return kept(("changes", before.sha256, release.sha256), lambda: _compared(before, release))


def _compared(before: Release, release: Release) -> Changes:
    old, new = documents_of(before), documents_of(release)
    pairs = {(each.kind, each.key) for each in differences(old, new)}
    in_order = [pair for pair in {**new, **old} if pair in pairs]
    return Changes(before.number, [Changed(*pair, old.get(pair), new.get(pair)) for pair in in_order])


# --- The trust fund's documents ----------------------------------------------------------------------------------

_MOST_TOLD = 20  # of one document; of more, how many


def _of_trust_fund(changed: Changed) -> Iterator[str]:
    """What changed in a document of the trust fund, a sentence for each figure."""
    document = listed(part for part in heading_of(changed.key, changed.new or changed.old or {}) if part)
    if changed.old is None or changed.new is None:
        words = _("%(document)s: new.") if changed.old is None else _("%(document)s: gone.")
        yield words % {"document": document}
        return
    address = (changed.kind, changed.key)
    found = list(rows_of(changed.key, differences({address: changed.old}, {address: changed.new}), changed.new))
    if len(found) > _MOST_TOLD:
        yield _("%(document)s: %(count)s figures or texts changed.") % {
            "document": document,
            "count": count_words(len(found)),
        }
        return
    for row in found:
        words = (
            _("%(document)s: %(what)s: %(new)s.")
            if not row.old
            else _("%(document)s: %(what)s: %(old)s before, now %(new)s.")
        )
        nothing = _("nothing")
        yield words % {"document": document, "what": row.what, "old": row.old, "new": row.new or nothing}
