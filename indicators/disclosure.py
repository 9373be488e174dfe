"""What may be shown of whom: how far a figure opens, so that nobody's answer can be read off it.

A questionnaire declares one of three levels; where two meet, the stricter one holds (`strictest`).

    respondent  everything, by respondent, with the list
    groups      no list; breakdowns by the rule below
    none        no list and no breakdown; the counts of the whole stand at every level

The rule at `groups`, in plain words. Take a figure broken down by region. A region may not be shown
- where fewer than FEWEST answered: who knows some of them knows the others;
- where all answered alike (nobody or everybody says yes): the figure tells what each of them answered.
Nor may that come out by subtraction, for the whole is published: whole minus the regions shown is what the hidden
ones are together. Therefore one hidden region is never alone, the next smallest is hidden with it; and the hidden
ones together must be FEWEST or more that did not all answer alike.

A pattern of gaps speaks, too. If only the unanimous region were hidden, the gap itself would say "unanimous here".
Therefore which regions are hidden depends on how many answered, never on what they answered; and where what they
answered calls for more, the whole breakdown is withheld, which does not say where the reason lies.

Counted are those that answered, not the denominator: where silence counts as "no", three that answered alike among
ten would otherwise pass, and who was silent is no secret. A region in which nobody answered has nothing to show, and
nobody to protect; it hides no other. Each of the overlapping groups (LDC, LLDC, SIDS) is broken down against the rest
of the whole, by the same rule: it is shown if the rest could be shown as well.

What this does not defend against: a whole that is small or unanimous itself, for it is the indicator's figure; two
breakdowns held against each other (a region with a group, or two groups of which one contains the other); one figure
at two times, when a single answer arrived between them, as in two releases or in a preliminary figure; other series
over the same answers; respondents that tell their own answers, or agree to pool them; and, for sums and means, one
respondent so large that the sum is nearly theirs, or a mean at the end of its scale.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from indicators.rollup import RolledUp

Level = Literal["respondent", "groups", "none"]
LEVELS: tuple[Level, ...] = get_args(Level)  # from the most open to the strictest
FEWEST = 5  # answers in any group that is shown


class _Part(NamedTuple):
    answered: int
    numerator: Decimal

    @property
    def is_unanimous(self) -> bool:
        return self.answered > 0 and self.numerator in (0, self.answered)


def strictest(*levels: str) -> Level:
    """The strictest of these levels, one or more. Raises ValueError for a word that is none."""
    return LEVELS[max(LEVELS.index(level) for level in levels)]


def opens_list(level: str) -> bool:
    """Whether the respondents may be named, each with the side of the figure on which it stands."""
    return strictest(level) == "respondent"


def opens_preliminary(level: str, on_the_way: int) -> bool:
    """Whether a preliminary figure may stand beside the accepted one: few answers could be read off the difference."""
    return on_the_way >= (1 if opens_list(level) else FEWEST)


def shown_of_partition(level: str, whole: RolledUp, cells: Mapping[str, RolledUp]) -> dict[str, RolledUp | None]:
    """The cells as they may be shown, in their order; None is withheld. Every respondent is in exactly one cell.

    Raises ValueError where the cells do not add up to the whole: what is left over would be a hidden cell.
    """
    parts = {name: _part(cell) for name, cell in cells.items()}
    if _together(*parts.values()) != _part(whole):
        raise ValueError("the cells do not add up to the whole")
    if level != "groups":
        return {name: cell if opens_list(level) else None for name, cell in cells.items()}
    withheld = _withheld(parts)
    return {name: None if name in withheld else cell for name, cell in cells.items()}


def shown_of_groups(level: str, whole: RolledUp, groups: Mapping[str, RolledUp]) -> dict[str, RolledUp | None]:
    """The groups as they may be shown, in their order; None is withheld. A respondent may be in several, or in none.

    Raises ValueError where a group is larger than the whole.
    """
    if level != "groups":
        return {name: group if opens_list(level) else None for name, group in groups.items()}
    return {name: group if _is_shown(_part(group), _part(whole)) else None for name, group in groups.items()}


def _part(rolled: RolledUp) -> _Part:
    return _Part(rolled.answered, rolled.numerator or Decimal(0))


def _together(*parts: _Part) -> _Part:
    return _Part(sum(part.answered for part in parts), sum((part.numerator for part in parts), Decimal(0)))


def _is_shown(group: _Part, whole: _Part) -> bool:
    """Whether a group may be shown: it and the rest of the whole are a partition into two."""
    rest = _Part(whole.answered - group.answered, whole.numerator - group.numerator)
    if rest.answered < 0:
        raise ValueError("a group is larger than the whole")
    return "group" not in _withheld({"group": group, "rest": rest})


def _withheld(parts: Mapping[str, _Part]) -> set[str]:
    """The names of the parts of one partition that may not be shown."""
    by_size = sorted(parts, key=lambda name: (parts[name].answered, name))
    hidden = [name for name in by_size if parts[name].answered < FEWEST]
    shown = by_size[len(hidden) :]
    # Where FEWEST answered in the hidden ones they are two or more, as each has fewer. Else the next makes them so.
    if shown and 0 < _together(*(parts[name] for name in hidden)).answered < FEWEST:
        hidden.append(shown.pop(0))
    together = _together(*(parts[name] for name in hidden))
    if together.is_unanimous or any(parts[name].is_unanimous for name in shown):
        return set(parts)
    return set(hidden)
