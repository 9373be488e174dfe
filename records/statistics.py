"""Statistics of coordinators, offices and Cooperation Frameworks on a day, each with the list behind it.

Pure: computed from plain records in the shape that a release publishes (`records.published.public_part`), so that a
public page tells any day out of a release, and a signed-in page out of the records as they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.choices import CORE, Category, Function, HeldBy, Origin

Record = Mapping[str, Any]
Part = Mapping[str, Mapping[str, list[dict[str, Any]]]]
IN_FORCE, SIGNED, ENDED, IN_DESIGN = "in_force", "signed", "ended", "in_design"
STATUSES = (IN_FORCE, SIGNED, IN_DESIGN, ENDED)  # of a framework, the furthest first


@dataclass(frozen=True, slots=True)
class Serving:
    """A coordinator, by the teams that they serve."""

    teams: tuple[str, ...]
    appointment: Record


@dataclass(frozen=True, slots=True)
class Coordinators:
    """How many coordinators serve, and of what kind; one who serves two teams counts once."""

    count: int
    women: int
    from_programme_countries: int
    external: int
    first_appointments: int
    humanitarian_coordinators: int
    deputy_special_representatives: int
    entities_of_origin: tuple[tuple[str, int], ...]  # the most frequent first
    without: tuple[str, ...]  # teams that have none on the day
    behind: tuple[Serving, ...]


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts of one function or category."""

    code: str
    filled: int
    vacant: int

    @property
    def posts(self) -> int:
        return self.filled + self.vacant


@dataclass(frozen=True, slots=True)
class Staffing:
    """Posts of the offices: core posts by function, all posts by category, and those of each team."""

    core: Posts
    by_function: tuple[Posts, ...]
    by_category: tuple[Posts, ...]
    behind: tuple[tuple[str, Record], ...]  # team and post


@dataclass(frozen=True, slots=True)
class Held:
    """Posts of one category by who holds them."""

    category: str
    women: int
    men: int
    vacant: int


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """A framework on the status board. `step` is the last milestone that is done, "" before the first."""

    status: str
    framework: Record
    teams: tuple[str, ...]  # the one that reports for it first
    step: str
    signatories: int
    without_presence: int
    specialized_agencies: int
    financial_institutions: int


@dataclass(frozen=True, slots=True)
class Board:
    """The status of all frameworks, each once, and the teams that have none in force."""

    counts: tuple[tuple[str, int], ...]
    rows: tuple[FrameworkRow, ...]
    without: tuple[str, ...]


def holds_on(record: Record, day: date) -> bool:
    """Whether a record holds on a day; days are texts that sort as days do, an open one is null."""
    text = day.isoformat()
    return (record["from"] is None or record["from"] <= text) and (record.get("to") is None or text <= record["to"])


def coordinators(part: Part, day: date) -> Coordinators:
    """Who serves on `day`."""
    present = dict(_of_kind(part, "appointments", day))
    serving: dict[tuple[str, ...], Serving] = {}
    for team, appointment in sorted(present.items()):
        others = [
            other for other in appointment["also_serves"] if team in present.get(other, {}).get("also_serves", [])
        ]
        teams = tuple(sorted([team, *others]))
        serving.setdefault(teams, Serving(teams, appointment))
    rows = [each.appointment for each in serving.values()]
    entities = Counter(row["entity_of_origin"] for row in rows if row["origin"] == Origin.ENTITY)
    return Coordinators(
        count=len(rows),
        women=_count(rows, "woman"),
        from_programme_countries=_count(rows, "from_programme_country"),
        external=sum(row["origin"] == Origin.EXTERNAL for row in rows),
        first_appointments=_count(rows, "is_first"),
        humanitarian_coordinators=_count(rows, "is_humanitarian_coordinator"),
        deputy_special_representatives=_count(rows, "is_deputy_special_representative"),
        entities_of_origin=tuple(sorted(entities.items(), key=lambda pair: (-pair[1], pair[0]))),
        without=tuple(sorted(set(part) - set(present))),
        behind=tuple(serving.values()),
    )


def staffing(part: Part, day: date) -> Staffing:
    """Filled and vacant posts on `day`."""
    behind = tuple(_of_kind(part, "posts", day))
    posts = [post for _team, post in behind]
    core = [post for post in posts if post["function"] in CORE]
    return Staffing(
        core=_posts("core", core),
        by_function=tuple(_posts(code, _with(posts, "function", code)) for code in Function.values),
        by_category=tuple(_posts(code, _with(posts, "category", code)) for code in Category.values),
        behind=behind,
    )


def held_by(counts: Iterable[Mapping[str, Any]]) -> tuple[Held, ...]:
    """Posts by category and who holds them, out of `records.published.staffing_counts`."""
    totals: Counter[tuple[str, str]] = Counter()
    for row in counts:
        totals[row["category"], row["held_by"]] += row["posts"]
    return tuple(
        Held(code, totals[code, HeldBy.WOMAN], totals[code, HeldBy.MAN], totals[code, HeldBy.VACANT])
        for code in Category.values
    )


def framework_board(part: Part, day: date) -> Board:
    """The status of each framework on `day`; one of several teams stands once, with the team that reports for it."""
    rows: list[FrameworkRow] = []
    covered: set[str] = set()
    for team, framework in _of_kind(part, "frameworks", day):
        row = _framework_row(framework, day)
        if row.status == IN_FORCE and team in row.teams:
            covered.add(team)
        if team == framework["reporting_team"]:
            rows.append(row)
    counts = Counter(row.status for row in rows)
    return Board(
        counts=tuple((status, counts[status]) for status in STATUSES),
        rows=tuple(rows),
        without=tuple(sorted(set(part) - covered)),
    )


def frameworks_of(team: str, records: Mapping[str, list[dict[str, Any]]], day: date) -> tuple[FrameworkRow, ...]:
    """The frameworks that a team is part of on `day`, the furthest first, of equals the newest."""
    rows = [_framework_row(framework, day) for _team, framework in _of_kind({team: records}, "frameworks", day)]
    own = [row for row in rows if team in row.teams]
    return tuple(sorted(own, key=lambda row: (STATUSES.index(row.status), -row.framework["first_year"])))


def _framework_row(framework: Record, day: date) -> FrameworkRow:
    partners = [row["partner"] for row in framework["shared_with"] if holds_on(row, day)]
    signatories = [row for row in framework["signatories"] if holds_on(row, day)]
    done = [row for row in framework["milestones"] if row["done"] and row["due_on"] <= day.isoformat()]
    return FrameworkRow(
        status=_status(framework, day),
        framework=framework,
        teams=(framework["reporting_team"], *sorted(partners)),
        step=max(done, key=lambda row: row["due_on"])["step"] if done else "",
        signatories=len(signatories),
        without_presence=sum(not row["has_physical_presence"] for row in signatories),
        specialized_agencies=_count(signatories, "is_specialized_agency"),
        financial_institutions=_count(signatories, "is_ifi"),
    )


def _status(framework: Record, day: date) -> str:
    signed = framework["signed_on"] is not None and framework["signed_on"] <= day.isoformat()
    if day.year > framework["last_year"]:
        return ENDED
    if not signed:
        return IN_DESIGN
    return IN_FORCE if framework["first_year"] <= day.year else SIGNED


def _of_kind(part: Part, kind: str, day: date) -> Iterable[tuple[str, dict[str, Any]]]:
    """The records of a kind on a day, each with its team, in the order of the teams."""
    return ((team, row) for team in sorted(part) for row in part[team].get(kind, []) if holds_on(row, day))


def _with(posts: Iterable[Record], name: str, code: str) -> list[Record]:
    return [post for post in posts if post[name] == code]


def _posts(code: str, posts: Iterable[Record]) -> Posts:
    held = Counter(post["held"] for post in posts)
    return Posts(code, held["filled"], held["vacant"])


def _count(rows: Iterable[Record], name: str) -> int:
    return sum(bool(row[name]) for row in rows)
