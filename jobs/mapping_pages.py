"""The pages on which somebody else's file is read by a mapping of columns: chosen, mapped, checked, taken over.

They are the same for every room; a `Door` says what of it is the room's own. The file travels in the form, signed,
until its check is asked for; from then on it is its job's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from common.digits import read_digits
from common.exchange import CarriedFile
from common.mapped_files import MappedFile, Reading, read_mapped_file
from common.mapping_forms import MappingForm, NameForm, OurColumn, StartForm, find_mapping
from common.mappings import ColumnMapping
from common.private import SeeOther
from common.refusals import Invalid, Missing, VersionConflict
from common.spreadsheets import SpreadsheetRefused
from common.uploads import carried
from jobs.checked_files import CHANGED, REFUSED, ask_to_check, ask_to_import, given_to, lines_of, may_be_imported
from jobs.models import Job
from jobs.shown import shown_progress

VERBS = ("show", "save", "check")
Save = Callable[[ColumnMapping | None, str, str, Reading, int | None], ColumnMapping]


@dataclass(frozen=True, slots=True)
class Door:
    """What is a room's own of such an import.

    `kinds` are what a file can be about, which this person may import, and `mappings` the saved ones of each.
    `columns(kind)` are the columns that headings can be said to be; `save(mapping, kind, name, reading, seen)` is the
    action that keeps a mapping. `arguments(kind)` are the jobs', whose kinds are `check` and `take`; `kind_of` reads
    the kind back from them. `page` is the address of the first page, `page_of(job)` that of a check or import.
    """

    title: Any
    what: Any
    kinds: Mapping[str, Any]
    mappings: Mapping[str, Sequence[ColumnMapping]]
    columns: Callable[[str], Sequence[OurColumn]]
    save: Save
    arguments: Callable[[str], dict[str, Any]]
    kind_of: Callable[[Mapping[str, Any]], str]
    check: str
    take: str
    page: str
    page_of: Callable[[Job], str]
    way: Sequence[tuple[str, Any]]  # addresses and names of the pages above


def mapping_page(request: HttpRequest, door: Door) -> HttpResponse:
    """The first page, and the one with the headings; posting shows, saves or asks for the check."""
    if request.method == "POST":
        return _posted(request, door)
    if again := request.GET.get("again"):
        job = job_for(_person(request), door, again)
        step = _Step(request, door, door.kind_of(job.arguments), given_to(job))
        return step.answer(saved=Reading(job.arguments["columns"], job.arguments["words"]))
    return _start(request, door, _start_form(door))


def result_page(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What a check found, or what an import did; posting has what was checked taken over."""
    person = _person(request)
    job = job_for(person, door, key)
    if request.method == "POST":
        if job.kind != door.check or door.kind_of(job.arguments) not in door.kinds:
            raise Missing
        return SeeOther(door.page_of(ask_to_import(door.take, job, by=person)))
    lines = lines_of(job, person) if job.is_finished else {}
    context = {
        **shown_progress(job, person),
        "door": door,
        "title": door.title,
        "kind_label": door.kinds.get(door.kind_of(job.arguments), ""),
        "is_check": job.kind == door.check,
        "counts": job.report.get("counts", {}),
        "refused_lines": lines.get(REFUSED, []),
        "changed_lines": lines.get(CHANGED, []),
        "may_be_imported": job.kind == door.check and may_be_imported(job),
    }
    return render(request, "common/mapping_result.html", context)


def job_for(person: User, door: Door, key: str) -> Job:
    """A check or import of this person's, by its key. Raises Missing."""
    rows = Job.objects.visible_to(person).filter(asked_by=person, kind__in=(door.check, door.take))
    job = rows.select_related("asked_by").filter(key=key).first()
    if job is None or not door.arguments(door.kind_of(job.arguments)).items() <= job.arguments.items():
        raise Missing
    return job


def _posted(request: HttpRequest, door: Door) -> HttpResponse:
    if "carried" not in request.POST:
        form = _start_form(door, request.POST, request.FILES)
        if not form.is_valid():
            return _start(request, door, form, status=400)
        try:
            step = _Step(request, door, form.cleaned_data["kind"], form.cleaned_data["file"])
        except SpreadsheetRefused as error:
            form.add_error("file", str(error))
            return _start(request, door, form, status=400)
        return step.answer(form.chosen_mapping())
    kind = request.POST.get("kind", "")
    if kind not in door.kinds:
        raise Missing
    if (verb := request.POST.get("do")) not in VERBS:
        raise Invalid({"do": [_("Choose one of the buttons of the page.")]})
    try:
        step = _Step(request, door, kind, CarriedFile(name=request.POST["carried"]).read())
    except SpreadsheetRefused as error:
        raise Invalid({"file": [str(error)]}) from error
    return step.posted(verb)


class _Step:
    """A file whose headings are being mapped."""

    def __init__(self, request: HttpRequest, door: Door, kind: str, content: bytes) -> None:
        self.request, self.door, self.kind, self.content = request, door, kind, content
        self.file: MappedFile = read_mapped_file(content)
        self.ours = door.columns(kind)

    def posted(self, verb: str | None) -> HttpResponse:
        key = self.request.POST.get("mapping", "")
        mapping = find_mapping(self.door.mappings.get(self.kind, ()), key)
        if key and mapping is None:
            raise Missing
        saved = Reading.of(mapping) if mapping else Reading()
        form = MappingForm(self.file, self.ours, saved, self.request.POST)
        if verb == "save":
            return self._save(mapping, saved, form)
        if verb == "check" and form.is_whole and not form.faults:
            return self._check(form)
        is_refused = verb == "check" and bool(form.faults)
        asks = verb == "check" and not form.is_whole
        return self._page(form, mapping, faults=form.faults if is_refused else [], asks=asks)

    def answer(self, mapping: ColumnMapping | None = None, saved: Reading | None = None) -> HttpResponse:
        """The page as it is first shown."""
        known = saved or (Reading.of(mapping) if mapping else Reading())
        return self._page(MappingForm(self.file, self.ours, known), mapping)

    def _check(self, form: MappingForm) -> HttpResponse:
        reading = form.reading.over(Reading())
        arguments = {**self.door.arguments(self.kind), **reading.as_columns()}
        job = ask_to_check(self.door.check, arguments, self.content, by=_person(self.request))
        return SeeOther(self.door.page_of(job))

    def _save(self, mapping: ColumnMapping | None, saved: Reading, form: MappingForm) -> HttpResponse:
        """Keep what is chosen: in the mapping that was chosen, or where its name is another one, in a new one."""
        name_form = NameForm(self.request.POST)
        name = name_form.cleaned_data["name"] if name_form.is_valid() else ""
        changed = mapping if mapping and mapping.name == name.strip() else None
        seen = read_digits(self.request.POST.get("version"), 9)
        try:
            kept = self.door.save(changed, self.kind, name, form.reading.over(saved), seen)
        except Invalid as refusal:
            for sentences in refusal.errors.values():
                name_form.add_error("name", list(sentences))
            return self._page(form, mapping, name_form=name_form, status=400)
        except VersionConflict as conflict:
            return self._page(form, conflict.current, theirs=_differences(form, conflict.current), status=409)
        messages.success(self.request, _("The mapping “%(name)s” is saved.") % {"name": kept.name})
        return self._page(form, kept)

    def _page(
        self,
        form: MappingForm,
        mapping: ColumnMapping | None,
        *,
        name_form: NameForm | None = None,
        faults: Sequence[Any] = (),
        asks: bool = False,
        theirs: Sequence[tuple[str, Any, Any]] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "door": self.door,
            "title": self.door.title,
            "kind": self.kind,
            "kind_label": self.door.kinds.get(self.kind, ""),
            "rows": len(self.file.rows),
            "form": form,
            "ours": self.ours,
            "mapping": mapping,
            "name_form": name_form or NameForm({"name": mapping.name} if mapping else None),
            "carried": carried(self.content),
            "faults": faults,
            "asks": asks,
            "theirs": theirs,
        }
        return render(self.request, "common/mapping.html", context, status=400 if faults else status)


def _differences(form: MappingForm, theirs: ColumnMapping) -> list[tuple[str, Any, Any]]:
    """Headings that the saved mapping says are something else than what is chosen: (heading, theirs, mine)."""
    labels = {code: column.label for code, column in form.ours.items()}
    pairs = ((line.heading, theirs.columns.get(line.heading, ""), line.chosen) for line in form.lines)
    return [(heading, labels.get(one, one), labels.get(two, two)) for heading, one, two in pairs if one != two]


def _start_form(door: Door, *posted: Any) -> StartForm:
    return StartForm(door.what, door.kinds, door.mappings, *posted)


def _start(request: HttpRequest, door: Door, form: StartForm, status: int = 200) -> HttpResponse:
    context = {"door": door, "title": door.title, "form": form}
    return render(request, "common/mapping_start.html", context, status=status)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
