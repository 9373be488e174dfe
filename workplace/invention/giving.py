"""Invented giving to the trust fund: contributors that do not exist, and what they agreed, pledged and paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from accounts.roles import Role
from finance.choices import ContributorKind, Given, State, Stream
from finance.models import Contribution, Contributor, GroupOf77Membership
from finance.models.contributions import DOLLARS
from finance.validation import Gift, checked_gift
from workplace.invention.lots import YEARS, Lots

# Of each kind: how many there are, their code, and their name in each language.
_INVENTED: dict[ContributorKind, tuple[int, str, dict[str, str]]] = {
    ContributorKind.MEMBER_STATE: (
        28,
        "demonstration",
        {
            "en": "Demonstration contributor",
            "fr": "Contributeur de démonstration",
            "es": "Contribuyente de demostración",
            "ru": "Демонстрационный донор",
            "zh": "演示捐助方",
            "ar": "مساهم تجريبي",
        },
    ),
    ContributorKind.ENTITY: (
        19,
        "demonstration-entity",
        {
            "en": "Demonstration entity",
            "fr": "Entité de démonstration",
            "es": "Entidad de demostración",
            "ru": "Демонстрационная структура",
            "zh": "演示实体",
            "ar": "كيان تجريبي",
        },
    ),
    ContributorKind.OTHER: (
        2,
        "demonstration-levy",
        {
            "en": "Demonstration levy agreement",
            "fr": "Accord de prélèvement de démonstration",
            "es": "Acuerdo de gravamen de demostración",
            "ru": "Демонстрационное соглашение о сборе",
            "zh": "演示征费协议",
            "ar": "اتفاق رسم تجريبي",
        },
    ),
}
IN_GROUP_OF_77 = 9  # so many of those that count as Member States
# Those that count as Member States, drawn in a row, by their places in it.
FROM_2024, FROM_2023 = range(2), range(2, 4)  # these give for the first time; the others since before
PAUSING = range(4, 7)  # these give nothing in 2023
UNPAID = range(24, 27)  # what these pledged for 2024 has yet to come in
AGREED = {2022: range(7, 15), 2023: range(15, 17), 2024: range(17, 19)}  # whose agreements begin when
LARGE, MIDDLE = range(7, 13), range(13, 21)
CURRENCIES = {8: "CHF", 22: "CHF", 9: "EUR", 12: "EUR", 16: "EUR", 5: "EUR", 14: "SEK", 23: "SEK"}
RATES = {"CHF": (860, 960), "EUR": (900, 960), "SEK": (10_100, 10_900)}  # thousandths for a dollar, from and to
LEVIES_NOT_APPLIED = {2022: 5, 2023: 4, 2024: 3}
_LARGE, _MIDDLE, _SMALL, _LEVY = (7_000, 18_000), (1_500, 5_000), (20, 800), (4_000, 6_000)  # thousands of dollars
OPEN_YEAR = YEARS[-1] + 1  # nothing of it is validated yet
_VERSIONS = {State.DRAFT: 1, State.SUBMITTED: 2, State.RETURNED: 3, State.VALIDATED: 3}
_COMMENTS = (
    "Demonstration comment: the bank gives another day. Which one is right?",
    "Demonstration comment: is this a pledge, or was it paid?",
)


def contributors_of() -> list[Contributor]:
    """All that are invented, by kind and number."""
    return [
        Contributor(
            code=f"{code}-{number:02}",
            kind=kind,
            is_demonstration=True,
            **{f"name_{language}": f"{name} {number}" for language, name in names.items()},
        )
        for kind, (count, code, names) in _INVENTED.items()
        for number in range(1, count + 1)
    ]


def memberships_of(lots: Lots, contributors: Sequence[Contributor]) -> list[GroupOf77Membership]:
    """Which of them are in the Group of 77, from before our records."""
    return [
        GroupOf77Membership(contributor=contributor) for contributor in _states(lots, contributors)[-IN_GROUP_OF_77:]
    ]


def contributions_of(
    lots: Lots, contributors: Sequence[Contributor], today: date, people: Mapping[Role, User]
) -> list[Contribution]:
    """What they gave in YEARS, validated, and what is on its way for the year after; by day, under its references."""
    giving = _Giving(lots, contributors)
    rows = []
    for year in YEARS:
        for number, gift in enumerate(_in_order(giving.of_year(year)), start=1):
            day = lots.day(f"{year}-{number:04}", "validated", date(year + 1, 1, 10), date(year + 1, 2, 20))
            rows.append(_row(number, gift, State.VALIDATED, day, people))
    for number, (gift, state) in enumerate(giving.on_the_way(), start=1):
        rows.append(_row(number, gift, state, today - timedelta(days=2 * number), people))
    return rows


class _Giving:
    """What is given in each year, as somebody would enter it."""

    def __init__(self, lots: Lots, contributors: Sequence[Contributor]) -> None:
        self.lots = lots
        self.states = _states(lots, contributors)
        self.entities = [row for row in contributors if row.kind == ContributorKind.ENTITY]
        self.levies = [row for row in contributors if row.kind == ContributorKind.OTHER]

    def of_year(self, year: int) -> Iterator[Gift]:
        for place, state in enumerate(self.states):
            if place in AGREED[year]:
                yield self._agreement(place, state, year)
            if gives(place, year):
                yield from self._voluntary(place, state, year)
        for place, entity in enumerate(self.entities):
            thousands = self._year_of(entity, _LARGE if place < 4 else _MIDDLE if place < 12 else _SMALL, year)
            yield self._payment(entity, Stream.COST_SHARING, year, thousands)
        for levy in self.levies:
            for quarter in range(4):
                thousands = self._thousands(f"{levy.code} {year} {quarter}", _LEVY)
                yield replace(
                    self._payment(levy, Stream.LEVY, year, thousands, month=3 * quarter + 2), levy_applied=True
                )
        for number in range(LEVIES_NOT_APPLIED[year]):
            levy = self.levies[number % len(self.levies)]
            note = f"Demonstration note: agreement {number + 1} did not apply the levy."
            yield Gift(levy, Stream.LEVY, Given.PLEDGE, year, levy_applied=False, note=note)

    def on_the_way(self) -> Iterator[tuple[Gift, State]]:
        """Of the year that is open: some still drafts, some handed in, some given back."""
        states = (State.DRAFT, State.SUBMITTED, State.SUBMITTED, State.RETURNED, State.SUBMITTED, State.DRAFT)
        for place, state in zip((7, 8, 10, 13, 16, 19), states, strict=True):
            gift = next(self._voluntary(place, self.states[place], OPEN_YEAR))
            if gift.currency == "CHF":  # without a rate it cannot be added
                gift = replace(gift, rate=None, rate_on=None)
            yield gift, state
        pledge = self._pledge(20, self.states[20], OPEN_YEAR)
        yield pledge, State.RETURNED
        yield self._payment(self.entities[0], Stream.COST_SHARING, OPEN_YEAR, 4_500, month=2), State.SUBMITTED

    def _voluntary(self, place: int, state: Contributor, year: int) -> Iterator[Gift]:
        if year == YEARS[-1] and place in UNPAID:
            yield self._pledge(place, state, year)
            return
        if place in MIDDLE and not any(place in places for places in AGREED.values()):
            yield self._pledge(place, state, year)
        thousands = self._year_of(state, _bounds(place), year)
        parts = 2 if place in LARGE else 1
        for part in range(parts):
            month = None if year != OPEN_YEAR else 2
            paid = self._payment(state, Stream.VOLUNTARY, year, thousands // parts, month=month, part=part)
            yield self._in_currency(paid, place)
            if (place, year, part) == (LARGE[0], 2023, 0):
                yield replace(paid, void=True, note="Demonstration note: the same payment, entered a second time.")

    def _agreement(self, place: int, state: Contributor, year: int) -> Gift:
        years = 3 if place % 2 else 4
        thousands = self._year_of(state, _bounds(place), year) * years
        gift = Gift(
            state,
            Stream.VOLUNTARY,
            Given.AGREEMENT,
            year,
            last_year=year + years - 1,
            amount=_thousands_of(thousands),
            dated=self.lots.day(state.code, f"agreed {year}", date(year, 1, 15), date(year, 4, 30)),
        )
        if place == AGREED[year][-1]:
            return replace(gift, amount=None, note="Demonstration note: the sum is settled from year to year.")
        return self._in_currency(gift, place)

    def _pledge(self, place: int, state: Contributor, year: int) -> Gift:
        day = self.lots.day(state.code, f"pledged {year}", date(year, 1, 10), date(year, 2, 25))
        thousands = self._year_of(state, _bounds(place), year)
        gift = Gift(state, Stream.VOLUNTARY, Given.PLEDGE, year, amount=_thousands_of(thousands), dated=day)
        return self._in_currency(gift, place)

    def _payment(
        self, who: Contributor, stream: Stream, year: int, thousands: int, *, month: int | None = None, part: int = 0
    ) -> Gift:
        """Within `month`, else between March and December."""
        first = date(year, month or 3, 1)
        last = date(year, month, 28) if month else date(year, 12, 15)
        day = self.lots.day(who.code, f"paid {stream} {year} {part}", first, last)
        return Gift(who, stream, Given.PAYMENT, year, amount=_thousands_of(thousands), dated=day)

    def _in_currency(self, gift: Gift, place: int) -> Gift:
        """The same in the currency that the contributor gives in, at the rate of the month."""
        currency = CURRENCIES.get(place, DOLLARS)
        if currency == DOLLARS or gift.amount is None or gift.dated is None:
            return gift
        rate_on = gift.dated.replace(day=1)
        rate = Decimal(self.lots.draw(currency, f"rate {rate_on}").randint(*RATES[currency])).scaleb(-3)
        amount = _thousands_of(int(gift.amount * rate) // 1_000)
        return replace(gift, currency=currency, amount=amount, rate=rate, rate_on=rate_on)

    def _year_of(self, who: Contributor, bounds: tuple[int, int], year: int) -> int:
        """What one gives in a year, in thousands of dollars: about the same every year, a little more each time."""
        percent = 98 + 3 * (year - YEARS[0]) + self.lots.percent(who.code, f"more {year}") % 6
        return self._thousands(who.code, bounds) * percent // 100

    def _thousands(self, who: str, bounds: tuple[int, int]) -> int:
        return self.lots.draw(who, "thousands").randint(*bounds)


def gives(place: int, year: int) -> bool:
    """Whether the one at this place of the row gives anything in a year."""
    if place in FROM_2024:
        return year >= 2024
    if place in FROM_2023:
        return year >= 2023
    return not (place in PAUSING and year == 2023)


def _bounds(place: int) -> tuple[int, int]:
    return _LARGE if place in LARGE else _MIDDLE if place in MIDDLE else _SMALL


def _states(lots: Lots, contributors: Sequence[Contributor]) -> list[Contributor]:
    """Those that count as Member States, drawn in a row."""
    states = [row for row in contributors if row.kind == ContributorKind.MEMBER_STATE]
    lots.draw("contributors", "row").shuffle(states)
    return states


def _in_order(gifts: Iterator[Gift]) -> list[Gift]:
    """By day, those without one last."""
    return sorted(gifts, key=lambda gift: gift.dated or date.max)


def _row(number: int, gift: Gift, state: State, day: date, people: Mapping[Role, User]) -> Contribution:
    """The working row of a gift, which has to be one that somebody could enter here, as it stands since `day`."""
    columns: dict[str, Any] = checked_gift(gift, demonstration=True)
    officer, validator = people[Role.FINANCE_OFFICER], people[Role.VALIDATOR]
    return Contribution(
        reference=f"{gift.first_year}-{number:04}",
        state=state,
        version=_VERSIONS[state],
        comment=_COMMENTS[number % len(_COMMENTS)] if state is State.RETURNED else "",
        changed_at=datetime.combine(day, time(16), UTC),  # as databases give it back, because figures hash it
        changed_by=validator if state in (State.VALIDATED, State.RETURNED) else officer,
        submitted_by=None if state is State.DRAFT else officer,
        **columns,
    )


def _thousands_of(thousands: int) -> Decimal:
    return Decimal(1_000 * thousands)
