"""The language of the mail to a person, chosen by themselves: `/accounts/language/`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import change_language
from accounts.forms import LanguageForm
from accounts.models import User
from common.digits import read_digits
from common.private import SeeOther
from common.refusals import VersionConflict


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def language(request: HttpRequest) -> HttpResponse:
    """Choose it; what somebody else has changed meanwhile is shown first."""
    assert isinstance(request.user, User)
    present = User.objects.get(pk=request.user.pk)
    form, conflict = LanguageForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        seen = read_digits(request.POST.get("version"), 9)
        try:
            change_language(present, form.cleaned_data["language"], by=present, seen=seen)
        except VersionConflict as error:
            conflict, present = error, error.current
        else:
            messages.success(request, _("Mail to you will be in this language."))
            return SeeOther(request.path)
    if not form.is_bound:
        form = LanguageForm(initial={"language": present.language})
    status = conflict.page_status if conflict else 400 if form.errors else 200
    context = {"form": form, "conflict": conflict, "person": present}
    return render(request, "accounts/language.html", context, status=status)
