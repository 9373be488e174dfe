"""The site with one address more: a save that asks for a job in the same transaction."""

from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from accounts.roles import Role
from finance.actions import add_contribution
from jobs.actions import ask_for_job
from rcsystem import urls
from tests.fund import gift


@csrf_exempt
def save(request: HttpRequest, number: int) -> HttpResponse:
    officer = User.objects.get(memberships__role=Role.FINANCE_OFFICER)
    with transaction.atomic():
        row = add_contribution(gift(amount=str(Decimal(number + 1))), by=officer)
        ask_for_job("tests.note", {"word": str(number)}, by=None, unique=f"note/{number}")
    return HttpResponse(row.reference)


urlpatterns = [path("save/<int:number>/", save), *urls.urlpatterns]
