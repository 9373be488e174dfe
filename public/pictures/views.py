"""Pictures by themselves: as files, and as small pages that other sites may show within theirs."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest
from django.views.decorators.clickjacking import xframe_options_exempt

from public.answers import Published, released, rendered
from public.pictures.drawing import FORMS, as_file, figure
from public.pictures.subjects import picture_of
from public.shown import ShownRelease


@released
def picture_file(request: HttpRequest, release: ShownRelease, subject: str, file: str) -> Published:
    """The picture as SVG or PNG, its specification, or its table."""
    form = next((form for form in FORMS if file.endswith(f".{form}")), None)
    if form is None:
        raise Http404
    found = picture_of(release, subject, file.removesuffix(f".{form}"), request.GET.dict())
    return as_file(release, found, form)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # anybody may show it; it has nothing to click that changes anything
@released
def picture(request: HttpRequest, release: ShownRelease, subject: str, key: str) -> Published:
    """The picture with its title, source and table, without the rest of the site."""
    found = picture_of(release, subject, key, request.GET.dict())
    query = {name: value for name, value in request.GET.dict().items() if name != "release"}
    return rendered(request, "public/embed.html", release, figure=figure(release, found, query=query))
