"""The three pictures of the trust fund, drawn once for each release and language and then kept."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from common.charts import NARROW, WIDE, BarChart, bar_chart, render_png, render_svg
from public.charts import kept, source_line
from public.shown import ShownRelease


@dataclass(frozen=True, slots=True)
class Subject:
    """A chart with what it says in words. `key` names its document within the release."""

    key: str
    chart: BarChart
    finding: str
    document: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The chart as a page shows it, for wide screens and for narrow ones."""

    wide: SafeString
    narrow: SafeString


def drawn(release: ShownRelease, subject: Subject) -> Drawing | None:
    """The chart for a page; None where nothing in it is known."""
    if not subject.chart.has_bars:
        return None

    def svg(width: int) -> SafeString:
        return kept(
            release,
            ("funding", subject.key, "inline", width),
            lambda: render_svg(
                bar_chart(subject.chart, width=width), title=subject.chart.label, description=subject.finding
            ),
        )

    return Drawing(svg(WIDE), svg(NARROW))


def picture(release: ShownRelease, subject: Subject, form: str) -> str | bytes | None:
    """The chart as a file that stands alone, as SVG or PNG; None where nothing in it is known."""
    if not subject.chart.has_bars:
        return None
    source = source_line(release, subject.document)

    def draw() -> str | bytes:
        spec = bar_chart(subject.chart, width=WIDE, heading=subject.chart.label, source=source)
        if form == "png":
            return render_png(spec)
        return render_svg(spec, title=subject.chart.label, description=subject.finding)

    return kept(release, ("funding", subject.key, form, WIDE), draw)
