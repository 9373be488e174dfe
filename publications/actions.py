"""Publishing: everything that is validated is copied into a release, which nobody changes afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.installation import is_demonstration
from accounts.models import User
from activity.actions import lock_head, record
from common.canonical import sha256, to_text
from common.entered import Faults, checked_text
from common.names import NameRefused, clean_name
from common.refusals import NotAllowed, VersionConflict, WrongState
from frameworks.models import ReportingYear
from indicators.recomputing import Changed, changed_figures
from publications.differences import Difference, differences
from publications.documents import Draft, Edition, all_documents, documents_of, flat_rows
from publications.models import Document, Kind, Release, ReleasedObservation


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing now would do. `fingerprint` names exactly this content; publishing is bound to it."""

    edition: Edition
    against: Release | None
    documents: list[Draft]
    changes: list[Difference]
    fingerprint: str
    unresolved: list[Changed]


def preview_release(*, by: User) -> Preview:
    """What would change against the newest release, if one were published now. Changes nothing."""
    if not by.has_perm("publications.preview_release"):
        raise NotAllowed
    newest = Release.objects.numbered(None)
    edition = _next_edition(newest, title="", due_year=None, demonstration=False, now=timezone.now())
    drafts = all_documents(edition)
    changes, fingerprint = _changes(newest, drafts), _fingerprint(newest, drafts)
    return Preview(edition, newest, drafts, changes, fingerprint, _unresolved())


def check_may_publish(by: User | None) -> None:
    """Raise NotAllowed unless `by` may publish; None is the system itself."""
    if by is not None and not by.has_perm("publications.publish_release"):
        raise NotAllowed(_("Only a publisher publishes."))


@transaction.atomic
def publish_release(
    reason: str,
    *,
    by: User | None,
    title: str = "",
    seen: str | None = None,
    due_year: int | None = None,
    from_source: bool = False,
) -> Release:
    """Copy everything that is public into the next release, and return it.

    `reason` says why in a sentence. `seen` is the fingerprint of the preview that the publisher saw: when the
    content has changed since, VersionConflict. WrongState for a release that would change nothing, and while a
    figure's source has changed since it was validated and nobody resolved or explained it.
    `from_source` marks a document's own values, real even in a demonstration. Nothing else commits meanwhile.
    """
    check_may_publish(by)
    reason, title = _checked_texts(reason, title)
    lock_head()
    now = timezone.now()
    newest = Release.objects.numbered(None)
    demonstration = is_demonstration() and not from_source
    edition = _next_edition(newest, title=title, due_year=due_year, demonstration=demonstration, now=now)
    drafts = all_documents(edition)
    if seen is not None and seen != _fingerprint(newest, drafts):
        raise VersionConflict(newest, _("What would be published has changed since you looked. Look again."))
    if unresolved := _unresolved():
        said = _("What is behind these figures has changed; resolve or explain each: %(figures)s.")
        raise WrongState(said % {"figures": ", ".join(changed.figure.observation.key for changed in unresolved)})
    if not _changes(newest, drafts):
        raise WrongState(_("Nothing has changed since the last release."))
    drafts.append(_own_document(edition, reason, by, drafts, now))
    release = _write(edition, reason, by, drafts, now)
    record(
        "publications.release.published",
        f"release {release.number}",
        by=by,
        data={"reason": reason, "sha256": release.sha256},
    )
    return release


def _checked_texts(reason: str, title: str) -> tuple[str, str]:
    faults = Faults()
    reason = checked_text("reason", reason, faults)
    if not reason and not faults.by_field:
        faults.add("reason", _("Say in a sentence why this is published."))
    try:
        title = clean_name(title)
        if len(title) > 200:
            faults.add("title", _("At most %(most)s characters.") % {"most": 200})
    except NameRefused as error:
        faults.add("title", error.message)
    faults.refuse()
    return reason, title


def _next_edition(
    newest: Release | None, *, title: str, due_year: int | None, demonstration: bool, now: datetime
) -> Edition:
    number = newest.number + 1 if newest else 1
    return Edition(
        number=number,
        title=title or f"Release {number}",
        date=timezone.localdate(now).isoformat(),
        due_year=due_year or _last_due_year(now),
        demonstration=demonstration,
    )


def _last_due_year(now: datetime) -> int:
    """The latest reporting year that has opened and is over by the calendar."""
    over = timezone.localdate(now).year - 1
    years = ReportingYear.objects.filter(opens_at__lte=now, year__lte=over).order_by("-year")
    return years.values_list("year", flat=True).first() or over


def _unresolved() -> list[Changed]:
    """The figures whose source has changed since they were validated, without an explanation of that change."""
    return [changed for changed in changed_figures() if changed.explanation is None]


def _changes(newest: Release | None, drafts: list[Draft]) -> list[Difference]:
    before = documents_of(newest) if newest else {}
    return differences(before, {(draft.kind, draft.key): draft.content for draft in drafts})


def _fingerprint(newest: Release | None, drafts: list[Draft]) -> str:
    """A hash of what would be published, and against which release, but not of the day and the title."""
    contents = [{name: value for name, value in draft.content.items() if name != "release"} for draft in drafts]
    return sha256(to_text({"against": newest.number if newest else None, "contents": contents}))


def _own_document(edition: Edition, reason: str, by: User | None, drafts: list[Draft], now: datetime) -> Draft:
    """The release's own document: what it is, why, and the hash of each of its documents."""
    manifest = [{"kind": draft.kind, "key": draft.key, "sha256": sha256(to_text(draft.content))} for draft in drafts]
    content = edition.content() | {
        "reason": reason,
        "published_at": now,
        "published_by": "publisher" if by else "system",
        "documents": manifest,
    }
    return Draft(Kind.RELEASE, str(edition.number), 1, content)


def _write(edition: Edition, reason: str, by: User | None, drafts: list[Draft], now: datetime) -> Release:
    texts = {(draft.kind, draft.key): to_text(draft.content) for draft in drafts}
    own = texts[Kind.RELEASE, str(edition.number)]
    release = Release.objects.create(
        number=edition.number,
        title=edition.title,
        reason=reason,
        published_at=now,
        published_by=by,
        due_year=edition.due_year,
        demonstration=edition.demonstration,
        sha256=sha256(own),
    )
    Document.objects.bulk_create(
        Document(
            release=release,
            kind=draft.kind,
            key=draft.key,
            position=draft.position,
            text=texts[draft.kind, draft.key],
            sha256=sha256(texts[draft.kind, draft.key]),
        )
        for draft in drafts
    )
    ReleasedObservation.objects.bulk_create(
        (
            ReleasedObservation(release=release, position=position, **row)
            for position, row in enumerate(flat_rows(drafts), 1)
        ),
        batch_size=500,
    )
    return release
