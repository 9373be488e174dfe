"""The page of an indicator, and the short address that leads to it."""

from django.http import Http404, HttpRequest, HttpResponseRedirect

from common.translated import text_of
from public.amendments import amendments_of
from public.answers import Made, Published, released, rendered
from public.changes import changes_of
from public.choice import framework_codes, framework_document
from public.facts.look_alikes import look_alikes_of
from public.findings import series_position
from public.indicator.citing import Citation
from public.indicator.parts import parts_of, vintages_by_series
from public.method import method_of, rules_of
from public.pictures.drawing import linked
from public.pictures.series import indicator_picture
from public.releases import document
from public.series import indicator_view
from public.shown import ShownRelease
from public.tree import framework_view
from public.vintages import vintages_of
from publications.models import Kind


@released
def indicator_short(request: HttpRequest, release: ShownRelease, indicator: str) -> Made:
    """The short address leads to the indicator of the present framework."""
    content = framework_document(release, "")
    if indicator not in [each.code for each in framework_view(content).indicators]:
        raise Http404
    return HttpResponseRedirect(release.address("public:indicator", content["code"], indicator))


@released
def indicator(request: HttpRequest, release: ShownRelease, framework: str, indicator: str) -> Published:
    """Where it stands, whether on track and by which sum, who is behind it, how it comes about, what changed."""
    content = document(release.row, Kind.INDICATOR, f"{framework}/{indicator}")
    view, changes = indicator_view(content), changes_of(release.row)
    of_framework = framework_view(document(release.row, Kind.FRAMEWORK, framework))
    permanent = request.build_absolute_uri(
        release.address("public:indicator", framework, indicator, release=release.number)
    )
    parts, whole = parts_of(release, view), indicator_picture(view)
    vintages = vintages_by_series(view, vintages_of(release, content))
    return rendered(
        request,
        "public/indicator.html",
        release,
        indicator=view,
        framework=of_framework,
        position="" if view.alone else series_position(view.counts),
        named="" if framework_codes(release)[0] == framework else framework,
        goal=content["goal"],
        output={"code": content["output"]["code"], "title": text_of(content["output"]["title"])},
        parts=parts,
        look_alikes=look_alikes_of(release, framework, indicator),
        method=method_of(content),
        rules=rules_of(content).rules,
        amendments=amendments_of(content),
        vintages=vintages,
        differs=any(year.differs for series in vintages for year in series.years),
        changes=changes,
        changed=changes.of_indicator(f"{framework}/{indicator}"),
        citation=Citation(view, release, of_framework.document, permanent),
        embed=request.build_absolute_uri(linked(release, whole).embed) if whole.chart else "",
        api=request.build_absolute_uri(f"/api/v1/indicators/{framework}/{indicator}/?release={release.number}"),
    )
