"""Somebody else's table of records of one kind, a row for each, read by a mapping of its headings to fields."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head
from common.forms import NO, YES
from common.mapped_files import MappedFile, MappedRow, Reading, parts_of
from common.mapping_forms import OurColumn, names_of
from common.names import folded
from common.refusals import Invalid, Refusal
from common.rows import cleaned
from common.translated import texts_of
from countries.models import Country, CountryTeam
from records.actions import add_record
from records.forms import field_for
from records.kinds import Kind
from records.models import CodesField, TeamRecord
from records.querysets import teams_kept_by

TEAM = "team"


class Teams:
    """The teams whose records a person keeps, as files name them: by code, or by a country that they serve."""

    def __init__(self, by: User) -> None:
        self.by_code = {team.code: team for team in teams_kept_by(by).order_by("code")}
        self.codes = CountryCodes()

    def find(self, text: str) -> CountryTeam:
        """The team that `text` names. Raises Invalid."""
        team = self.by_code.get(self.codes.team_of(text))
        if team is None:
            said = _("“%(typed)s” is neither a country team whose records you keep nor a country of one.")
            raise Invalid({TEAM: [said % {"typed": text[:80]}]})
        return team

    def knows(self, text: str) -> bool:
        return self.codes.team_of(text) in self.by_code


class CountryCodes:
    """Countries by code or by name in any of the languages, and the teams that serve them."""

    def __init__(self) -> None:
        self._found: dict[str, set[Country]] = defaultdict(set)
        self.hosts: dict[str, Country] = {}
        for country in Country.objects.select_related("team"):
            self.hosts[country.iso3] = country
            for name in (country.iso3, *texts_of(country, "name").values()):
                self._found[folded(name)].add(country)

    def country_of(self, text: str) -> str:
        """The code of the country that `text` names; `text` itself where it names none, or several."""
        found = self._found.get(folded(text), set())
        return next(iter(found)).iso3 if len(found) == 1 else text

    def team_of(self, text: str) -> str:
        """The code of the team that `text` names, or that serves the country of that name."""
        found = {country.team.code for country in self._found.get(folded(text), ())}
        return found.pop() if len(found) == 1 else text


def columns_of(kind: Kind, by: User) -> list[OurColumn]:
    """What a heading can be said to be: the team, or one of the fields of the kind."""
    teams = Teams(by)
    hosts = teams.codes.hosts
    whose = OurColumn(
        code=TEAM,
        label=_("the country team"),
        names=names_of(TEAM, "country team", "country", "ISO3", _("Country team"), _("country team")),
        choices=[(code, f"{hosts[code].name} ({code})" if code in hosts else code) for code in teams.by_code],
        asks=lambda word: not teams.knows(word),
        is_needed=True,
    )
    return [whose, *map(_column, kind.fields)]


def _column(of_record: models.Field) -> OurColumn:
    choices = choices_of(of_record)
    words = [(folded(word), code) for code, said in _in_all_languages(choices).items() for word in (code, *said)]
    return OurColumn(
        code=of_record.name,
        label=capfirst(of_record.verbose_name),
        names=names_of(of_record.name, *_in_all_languages([("", of_record.verbose_name)])[""]),
        choices=choices,
        guess=lambda word: dict(words).get(folded(word), ""),
        holds_several=isinstance(of_record, CodesField),
        is_needed=not of_record.blank,
    )


def choices_of(of_record: models.Field) -> list[tuple[str, Any]]:
    """The closed list of words that a field is filled from; [] for numbers, texts, days and rows by their code."""
    match of_record:
        case CodesField() if of_record.codes:
            return list(of_record.codes.choices)
        case models.BooleanField():
            return [(YES, translation.gettext_lazy("yes")), (NO, translation.gettext_lazy("no"))]
    return list(of_record.flatchoices)


def _in_all_languages(choices: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {code: [] for code, _label in choices}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in choices:
                said[code].append(str(label))
    return said | {
        code: [*words, {YES: "true", NO: "false"}[code]] for code, words in said.items() if code in (YES, NO)
    }


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row, under `heading`; "" where it is the row as a whole."""

    row: MappedRow
    heading: str
    sentence: Any
    team: str = ""


@dataclass(slots=True)
class Taken:
    """What becomes of the rows of a file: those added, each with its record, those that stand already, the faults."""

    added: list[tuple[MappedRow, TeamRecord]] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def take_records(
    file: MappedFile,
    reading: Reading,
    *,
    kind: Kind,
    by: User,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> Taken:
    """Add what a file says and does not stand already, within the caller's transaction, which undoes all of it where
    there are faults. Raises Invalid where the mapping fits neither file nor kind."""
    lock_head()  # so that what stands here still does when something is added beside it
    return _Taking(file, reading, kind, by).all(step)


class _Taking:
    def __init__(self, file: MappedFile, reading: Reading, kind: Kind, by: User) -> None:
        self.file, self.reading, self.kind, self.by = file, reading, kind, by
        fields = {each.name: each for each in kind.fields}
        columns = {heading: column for heading, column in reading.columns.items() if heading in file.headings}
        if unknown := sorted({*columns.values()} - {*fields, TEAM}):
            raise Invalid({"columns": [_("There is no such field: %(name)s.") % {"name": unknown[0]}]})
        whose = reading.heading_of(TEAM, file.headings)
        if whose is None:
            raise Invalid({"columns": [_("No heading is the country team.")]})
        self.whose = whose
        self.headings = {column: heading for heading, column in columns.items()}
        self.teams = Teams(by)
        self.taken = Taken()
        self._fields: dict[int, Mapping[str, forms.Field]] = {}
        self._standing: dict[int, list[TeamRecord]] = {}

    def all(self, step: Callable[[int, int], None]) -> Taken:
        for done, row in enumerate(self.file.rows):
            step(done, len(self.file.rows))
            code = ""
            try:
                team = self.teams.find(self._team_text(row))
                code = team.code
                self._one(row, team)
            except Invalid as refusal:
                self.taken.faults += [
                    RowFault(row, self.headings.get(name, ""), sentence, code)
                    for name, sentences in refusal.errors.items()
                    for sentence in sentences
                ]
            except Refusal as refusal:
                self.taken.faults.append(RowFault(row, "", refusal.detail, code))
        return self.taken

    def _team_text(self, row: MappedRow) -> str:
        text = row.cells[self.whose]
        if not text:
            raise Invalid({TEAM: [_("The row does not say which country team.")]})
        return self.reading.code_of(TEAM, text) or text

    def _one(self, row: MappedRow, team: CountryTeam) -> None:
        values, said = self._values(row, team)
        if (standing := self._stands(team, said)) is not None:
            self.taken.standing.append(standing)
        else:
            self.taken.added.append((row, add_record(self.kind, team, values, by=self.by)))

    def _values(self, row: MappedRow, team: CountryTeam) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the row says, by field, empty ones too; and without them. Raises Invalid, by field."""
        values: dict[str, Any] = {}
        errors: dict[str, list[Any]] = {}
        if team.pk not in self._fields:
            self._fields[team.pk] = {each.name: field_for(each, team) for each in self.kind.fields}
        for of_record in self.kind.fields:
            name = of_record.name
            text = row.cells[self.headings[name]] if name in self.headings else ""
            try:
                values[name] = self._fields[team.pk][name].clean(self._typed(of_record, text))
            except ValidationError as error:
                errors[name] = error.messages
            except Invalid as refusal:
                errors |= refusal.errors
        if errors:
            raise Invalid(errors)
        said = {name: value for name, value in values.items() if value not in (None, "")}
        return values, cleaned(self.kind.model, said)

    def _typed(self, of_record: models.Field, text: str) -> Any:
        """A cell as the form's field reads it. Raises Invalid."""
        if of_record.name == "country":
            return self.teams.codes.country_of(text)
        if of_record.name == "partner":
            return self.teams.codes.team_of(text)
        if not choices_of(of_record):
            return text
        several = isinstance(of_record, CodesField)
        known = {folded(word) for word in self.reading.words.get(of_record.name, {})}
        codes = [self._code(of_record.name, word) for word in (parts_of(text, known) if several else [text]) if word]
        return codes if several else "".join(codes)

    def _code(self, name: str, word: str) -> str:
        code = self.reading.code_of(name, word)
        if code is None:
            said = _("The mapping does not say which choice “%(word)s” is.")
            raise Invalid({name: [said % {"word": word[:80]}]})
        return code

    def _stands(self, team: CountryTeam, said: Mapping[str, Any]) -> int | None:
        """The id of a record that says all that the row says; each stands for one row, so that equal ones are added."""
        if team.pk not in self._standing:
            rows = self.kind.model.objects.standing().filter(team=team).order_by("pk")
            self._standing[team.pk] = list(rows.select_related(*self.kind.pointed_to))
        for record in self._standing[team.pk]:
            if all(getattr(record, name) == value for name, value in said.items()):
                self._standing[team.pk].remove(record)
                return record.pk
        return None
