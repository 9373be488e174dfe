"""The words of a chart: which marks are named directly, and where there is room for that."""

import math
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.charts.frame import Frame
from common.charts.labels import Box, Label, PlacedLabel, place_labels
from common.charts.pieces import TEXT_SIZE
from common.charts.series import Mark, ProgressChart

_STATUS_WORDS = {
    "provisional": gettext_noop("%(value)s, provisional"),
    "estimated": gettext_noop("%(value)s, estimated"),
}


def placed_words(chart: ProgressChart, frame: Frame) -> list[PlacedLabel]:
    """Every label of the chart with its place. Its `kind` is what it names: "pace", "mark" or "value".

    Target, baseline and latest value are always named; what else there is room for, too.
    """
    paths = [[frame.spot(mark) for mark in chart.pace]]
    paths.append([frame.spot(mark) for mark in ([chart.baseline] if chart.baseline else []) + chart.observed])
    uprights = [frame.x(division.year - 0.5) for division in chart.divisions]
    paths += [[frame.spot(mark) for mark in path] for path in chart.before]
    paths += [[(x, frame.top), (x, frame.bottom)] for x in uprights]
    marks = [_around(*frame.spot(mark), 7) for mark in chart.marks]
    return place_labels(_labels(chart, frame), marks, _along(paths), frame.field, TEXT_SIZE)


def _labels(chart: ProgressChart, frame: Frame) -> Iterable[Label]:
    """The most important first."""

    def label(words: str, mark: Mark, kind: str, *, needed: bool = True) -> Label:
        return Label(words % {"value": chart.shown(mark.value)}, *frame.spot(mark), kind, needed)

    if chart.target:
        yield label(_("Target %(value)s"), chart.target, "pace")
    if chart.baseline:
        yield label(_("Baseline %(value)s"), chart.baseline, "mark")
    for mark in reversed(chart.observed):
        if mark != chart.baseline:
            words = _(_STATUS_WORDS[mark.status]) if mark.status in _STATUS_WORDS else "%(value)s"
            yield label(words, mark, "value", needed=mark == chart.observed[-1])
    for mark in chart.milestones:
        yield label(_("Milestone %(value)s"), mark, "pace", needed=False)
    for division in chart.divisions:
        yield Label(division.label, frame.x(division.year - 0.5), frame.top + 4, "mark")
    for mark in (mark for path in chart.before for mark in reversed(path)):
        yield label("%(value)s", mark, "mark", needed=False)
    for corners in chart.earlier:
        (x, y), (to_x, to_y) = (frame.spot(mark) for mark in corners[-2:])
        yield Label(_("Pace before"), (x + to_x) / 2, (y + to_y) / 2, "pace", False)
    if chart.pace and not chart.keep:
        start, end = max(pairwise(chart.pace), key=lambda step: step[1].year - step[0].year)
        (x, y), (to_x, to_y) = frame.spot(start), frame.spot(end)
        yield Label(_("Pace needed"), x + 0.6 * (to_x - x), y + 0.6 * (to_y - y), "pace")


def _around(x: float, y: float, size: float) -> Box:
    return Box(x - size, y - size, x + size, y + size)


def _along(paths: list[list[tuple[float, float]]], step: float = 8) -> list[Box]:
    """Small boxes along lines, so that words can keep off them."""
    boxes: list[Box] = []
    for path in paths:
        for (x, y), (to_x, to_y) in pairwise(path):
            count = max(1, int(math.hypot(to_x - x, to_y - y) / step))
            shares = [at / count for at in range(count + 1)]
            boxes += [_around(x + (to_x - x) * share, y + (to_y - y) * share, 3) for share in shares]
    return boxes
