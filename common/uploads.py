"""A file that a page previews, and takes over once it is confirmed as it was previewed.

Between the two it travels in the form itself, signed (common.exchange.CarriedFile), beside the fingerprint of what the
preview showed: nothing is kept before it is confirmed, and nothing else is done than was seen.
"""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.exchange import CarriedFile
from common.spreadsheets import MAX_BYTES


class UploadForm(forms.Form):
    """A workbook, or a comma-separated file."""

    file = forms.FileField(
        label=_("File (.xlsx or .csv)"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> bytes:
        uploaded = self.cleaned_data["file"]
        if uploaded.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large: at most %(size)s kB.") % {"size": MAX_BYTES // 1024})
        content: bytes = uploaded.read()
        return content


@dataclass(frozen=True, slots=True)
class Upload:
    """What a post brings: `content` is None where the form has faults; `confirmed` is the preview's fingerprint."""

    form: UploadForm
    content: bytes | None
    confirmed: str | None


def posted_file(request: HttpRequest) -> Upload:
    """The file that was previewed and is confirmed, or the one that is uploaded. Raises Invalid for a forged one."""
    confirmed = request.POST.get("seen")
    if confirmed is not None:
        return Upload(UploadForm(), CarriedFile(name=request.POST.get("carried", "")).read(), confirmed)
    form = UploadForm(request.POST, request.FILES)
    return Upload(form, form.cleaned_data["file"] if form.is_valid() else None, None)


def carried(content: bytes) -> str:
    """The file as the form that confirms it holds it, in a field `carried` beside `seen`, the fingerprint."""
    file = CarriedFile()
    file.save(content)
    return str(file.name)
