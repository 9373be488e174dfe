"""What people type about questionnaires and rounds, read into values of their rows.

Whether it may be kept is for `surveys.definitions`, as for every door.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import CONTROL, SELECT, DayField, RefusingForm
from common.grids import NumberField, number_text
from common.names import NameRefused, clean_name
from common.rows import plain_field
from common.translated import texts_of
from common.widgets import Line
from countries.models import Region
from records.facts import FACTS
from surveys.choices import Disclosure, State, Type
from surveys.matrix import MISSING, SORTS, Wanted
from surveys.models import Questionnaire, QuestionVersion, Section
from surveys.words import title_of

LONG = {"rows": 3, **CONTROL}


def _label(model: Any, name: str) -> Any:
    return capfirst(plain_field(model, name).verbose_name)


def _choices(values: Iterable[tuple[Any, Any]], empty: Any) -> list[tuple[Any, Any]]:
    return [("", empty), *values]


class HeadForm(RefusingForm):
    """A questionnaire's own words, its day and its promise; other languages have a page of their own."""

    title_en = forms.CharField(
        label=_label(Questionnaire, "title"), max_length=200, widget=forms.TextInput({**CONTROL, "lang": "en"})
    )
    introduction_en = forms.CharField(
        label=_label(Questionnaire, "introduction"), required=False, widget=forms.Textarea({**LONG, "lang": "en"})
    )
    deadline = DayField(label=_label(Questionnaire, "deadline"))
    zone = forms.CharField(
        label=_label(Questionnaire, "zone"),
        max_length=40,
        help_text=gettext_lazy("The deadline is the end of its day there. An example: America/New_York."),
        widget=forms.TextInput(CONTROL),
    )
    disclosure = forms.ChoiceField(
        label=_label(Questionnaire, "disclosure"),
        choices=Disclosure.choices,
        help_text=gettext_lazy("How far the public sees who answered what. Once opened, it only becomes stricter."),
        widget=forms.Select(SELECT),
    )


class SectionForm(RefusingForm):
    """A section: a code and a place until the questionnaire opens, a title and a day of its own at any time."""

    code = forms.SlugField(
        label=_label(Section, "code"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits and hyphens. It is in addresses."),
        widget=forms.TextInput({**CONTROL, "size": 20}),
    )
    title_en = forms.CharField(
        label=_label(Section, "title"), max_length=200, widget=forms.TextInput({**CONTROL, "lang": "en"})
    )
    deadline = DayField(
        label=_label(Section, "deadline"), required=False, help_text=gettext_lazy("Empty: the questionnaire’s.")
    )
    position = forms.IntegerField(
        label=_label(Section, "position"), min_value=1, max_value=999, widget=forms.NumberInput({**CONTROL, "size": 4})
    )

    def __init__(self, *args: Any, is_opened: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_opened:
            del self.fields["code"], self.fields["position"]


class SectionField(forms.ModelChoiceField):
    """One of the sections of a questionnaire, by its title."""

    def label_from_instance(self, obj: Section) -> str:
        return title_of(obj).plain


class PlaceForm(RefusingForm):
    """Where a question stands: in which section, and at which place of it."""

    section = SectionField(
        label=capfirst(Section._meta.verbose_name), queryset=Section.objects.none(), widget=forms.Select(SELECT)
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place"), min_value=1, max_value=999, widget=forms.NumberInput({**CONTROL, "size": 4})
    )

    def __init__(self, questionnaire: Questionnaire, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["section"]
        assert isinstance(field, SectionField)
        field.queryset = questionnaire.sections.order_by("position")


class WordingForm(RefusingForm):
    """A question in English with everything that decides about its answers."""

    type = forms.ChoiceField(label=_label(QuestionVersion, "type"), choices=Type.choices, widget=forms.Select(SELECT))
    text_en = forms.CharField(label=_label(QuestionVersion, "text"), widget=forms.Textarea({**LONG, "lang": "en"}))
    help_en = forms.CharField(
        label=_label(QuestionVersion, "help"), required=False, widget=forms.Textarea({**LONG, "lang": "en"})
    )
    choices = forms.CharField(
        label=_label(QuestionVersion, "choices"),
        required=False,
        help_text=gettext_lazy("One a line, its code, a colon, and its English words: agree: I agree."),
        widget=forms.Textarea({"rows": 5, **CONTROL, "lang": "en"}),
    )
    counts_as_yes = forms.CharField(
        label=_label(QuestionVersion, "counts_as_yes"),
        required=False,
        help_text=gettext_lazy("Their codes, with spaces between."),
        widget=forms.TextInput(CONTROL),
    )
    condition = forms.ChoiceField(
        label=_label(QuestionVersion, "applies_if"), required=False, widget=forms.Select(SELECT)
    )
    condition_is = forms.CharField(
        label=gettext_lazy("is one of"),
        required=False,
        help_text=gettext_lazy("Codes of answers, with spaces between: yes."),
        widget=forms.TextInput(CONTROL),
    )
    rests_on = forms.ChoiceField(label=_label(QuestionVersion, "rests_on"), required=False, widget=forms.Select(SELECT))
    minimum = NumberField(label=_label(QuestionVersion, "minimum"), required=False, widget=Line(CONTROL))
    maximum = NumberField(label=_label(QuestionVersion, "maximum"), required=False, widget=Line(CONTROL))
    tolerance = NumberField(
        label=_label(QuestionVersion, "tolerance"),
        required=False,
        help_text=plain_field(QuestionVersion, "tolerance").help_text,
        widget=Line(CONTROL),
    )
    is_required = forms.BooleanField(
        label=_label(QuestionVersion, "is_required"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    disclosure = forms.ChoiceField(
        label=_label(QuestionVersion, "disclosure"),
        required=False,
        help_text=plain_field(QuestionVersion, "disclosure").help_text,
        choices=_choices(Disclosure.choices, "–"),
        widget=forms.Select(SELECT),
    )

    def __init__(self, wording: QuestionVersion, before: Iterable[str], posted: Mapping[str, Any] | None) -> None:
        """`before` are the codes of the questions that stand before it."""
        self.wording = wording
        super().__init__(data=posted, initial=wording_texts(wording))
        facts = [(fact.code, fact.title) for fact in FACTS.values()]
        condition = self.fields["condition"]
        rests = self.fields["rests_on"]
        assert isinstance(condition, forms.ChoiceField)
        assert isinstance(rests, forms.ChoiceField)
        questions = [(f"question:{code}", code) for code in before]
        records = [(f"fact:{code}", title) for code, title in facts]
        condition.choices = [("", _("always asked")), (_("Questions"), questions), (_("Records"), records)]
        rests.choices = _choices(facts, _("on no record"))

    def clean_choices(self) -> list[dict[str, Any]]:
        """The choices, with the words that they have in other languages already."""
        known = {row["code"]: row["text"] for row in self.wording.choices or ()}
        rows = []
        for line in filter(str.strip, self.cleaned_data["choices"].splitlines()):
            code, colon, text = (part.strip() for part in line.partition(":"))
            if not colon or not code or not text:
                raise ValidationError(_("“%(line)s” is no code, colon and words.") % {"line": line.strip()[:60]})
            try:
                words = clean_name(text)
            except NameRefused as refused:
                raise ValidationError(refused.message) from refused
            rows.append({"code": code, "text": {**known.get(code, {}), "en": words}})
        return rows

    def values(self) -> dict[str, Any]:
        """The columns of the wording; call when valid."""
        read = dict(self.cleaned_data)
        read["counts_as_yes"] = read["counts_as_yes"].split()
        kind, _colon, code = read.pop("condition").partition(":")
        answers = read.pop("condition_is").split()
        read["applies_if"] = {kind: code, "is": answers} if kind else None
        return read

    def refuse(self, errors: Mapping[str, list[Any]]) -> None:
        super().refuse({"condition" if name == "applies_if" else name: said for name, said in errors.items()})


class MatrixFilter(forms.Form):
    """Which respondents of a round are shown, and in which order."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, widget=forms.Select(SELECT))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), *State.choices, (MISSING, gettext_lazy("missing"))],
        widget=forms.Select(SELECT),
    )
    overdue = forms.BooleanField(label=gettext_lazy("Overdue"), required=False)
    nobody = forms.BooleanField(label=gettext_lazy("Without focal point"), required=False)
    sort = forms.ChoiceField(
        choices=[(sign + name, "") for name in SORTS for sign in ("", "-")], required=False, widget=forms.HiddenInput
    )

    def __init__(self, regions: Iterable[Region], asked: Mapping[str, Any]) -> None:
        super().__init__(asked, auto_id="filter_%s")
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices([(row.code, row.name) for row in regions], _("all"))

    def wanted(self) -> Wanted:
        """What the matrix is narrowed to; call when valid."""
        read = self.cleaned_data
        return Wanted(read["region"], read["state"], read["overdue"], read["nobody"], read["sort"])


class ExtensionForm(RefusingForm):
    """Until when the chosen respondents have, and why."""

    until = DayField(label=gettext_lazy("Extend to"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea({"rows": 2, **CONTROL})
    )


class NamedForm(RefusingForm):
    """Respondents that no table lists, one a line: a code, a colon, a name."""

    named = forms.CharField(
        label=gettext_lazy("Who is asked"),
        help_text=gettext_lazy("One a line, its code, a colon, and its name: UNICEF: United Nations Children’s Fund."),
        widget=forms.Textarea({"rows": 8, **CONTROL}),
    )

    def clean_named(self) -> list[tuple[str, str]]:
        """Pairs of code and name, each code once."""
        rows: dict[str, str] = {}
        for line in filter(str.strip, self.cleaned_data["named"].splitlines()):
            code, colon, name = (part.strip() for part in line.partition(":"))
            if not colon or not name or not _is_code(code):
                raise ValidationError(_("“%(line)s” is no code, colon and name.") % {"line": line.strip()[:60]})
            if code in rows:
                raise ValidationError(_("“%(code)s” stands there twice.") % {"code": code})
            try:
                rows[code] = clean_name(name)
            except NameRefused as refused:
                raise ValidationError(refused.message) from refused
        return list(rows.items())


def wording_texts(wording: QuestionVersion) -> dict[str, Any]:
    """A wording as its form shows it."""
    condition = wording.applies_if or {}
    kind = next((kind for kind in ("question", "fact") if kind in condition), "")
    return {
        "type": wording.type,
        "text_en": texts_of(wording, "text").get("en", ""),
        "help_en": texts_of(wording, "help").get("en", ""),
        "choices": "\n".join(f"{row['code']}: {row['text'].get('en', '')}" for row in wording.choices or ()),
        "counts_as_yes": " ".join(wording.counts_as_yes or ()),
        "condition": f"{kind}:{condition[kind]}" if kind else "",
        "condition_is": " ".join(condition.get("is", ())),
        "rests_on": wording.rests_on,
        "minimum": number_text(wording.minimum),
        "maximum": number_text(wording.maximum),
        "tolerance": number_text(wording.tolerance),
        "is_required": wording.is_required,
        "disclosure": wording.disclosure,
    }


def _is_code(text: str) -> bool:
    return 0 < len(text) <= 16 and text.isascii() and text.replace("-", "").isalnum() and text[0] != "-"
