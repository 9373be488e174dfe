"""The addresses of the trust fund: a page, and under the same address with an ending the page as a file."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from public.funding import files, views

TABLES, PICTURES = ("csv", "xlsx", "json"), ("svg", "png")


def _with_files(
    address: str, name: str, page: Callable[..., Any], file: Callable[..., Any], forms: tuple[str, ...] = TABLES
) -> list[URLPattern]:
    return [
        path(f"{address}/", page, name=name),
        *(path(f"{address}.{form}", file, {"form": form}, name=f"{name}_{form}") for form in forms),
    ]


urlpatterns = [
    *_with_files("funding", "funding", views.funding, files.funding),
    *_with_files("funding/tables/<int:number>", "funding_table", views.table, files.table),
    *_with_files(
        "funding/budget-and-expenditure",
        "funding_budget",
        views.budget_and_expenditure,
        files.budget_and_expenditure,
        TABLES + PICTURES,
    ),
    *_with_files("funding/posts", "funding_posts", views.posts_by_grade, files.posts_by_grade, TABLES + PICTURES),
    *_with_files("funding/streams", "funding_streams", views.funding_streams, files.funding_streams, TABLES + PICTURES),
    *_with_files("funding/contributions", "contributions", views.contributions, files.contributions),
    *_with_files("funding/contributors/<code:code>", "contributor", views.contributor, files.contributor),
]
