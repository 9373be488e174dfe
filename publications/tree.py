"""A framework as a release copies it: its levels, and in them its indicators without what these say already."""

from collections import defaultdict
from typing import Any

from django.conf import settings

from common.translated import texts_of
from frameworks.models import Framework

Content = dict[str, Any]


def unofficial(framework: Framework) -> list[str]:
    """The languages in which the framework's wording is an unofficial translation."""
    official = framework.document_language
    return [code for code in settings.MODELTRANSLATION_LANGUAGES if official and code != official]


def level_content(row: Any) -> Content:
    """A goal, outcome or output, by its code and title."""
    return {"code": row.code, "title": texts_of(row, "title")}


def framework_content(framework: Framework, indicators: list[Content], release: Content) -> Content:
    """The document of a framework: its levels with the documents of its indicators, as `release` says of itself."""
    by_output: dict[tuple[str, ...], list[Content]] = defaultdict(list)
    for indicator in indicators:
        by_output[tuple(indicator[level]["code"] for level in ("goal", "outcome", "output"))].append(
            _in_tree(indicator)
        )
    return {
        "code": framework.code,
        "document": framework.document,
        "unofficial": unofficial(framework),
        "mandate": framework.mandate,
        "title": texts_of(framework, "title"),
        "note": texts_of(framework, "note"),
        "first_year": framework.first_year,
        "last_year": framework.last_year,
        "release": release,
        "goals": [
            level_content(goal)
            | {
                "outcomes": [
                    level_content(outcome)
                    | {
                        "outputs": [
                            level_content(output) | {"indicators": by_output[goal.code, outcome.code, output.code]}
                            for output in outcome.outputs.all()
                        ]
                    }
                    for outcome in goal.outcomes.all()
                ]
            }
            for goal in framework.goals.all()
        ],
    }


def _in_tree(indicator: Content) -> Content:
    """An indicator inside its framework: without what the tree says already, each year's observation, and the rules."""
    left_out = {"framework", "document", "unofficial", "goal", "outcome", "output", "release"}
    series = [{name: value for name, value in row.items() if name != "observations"} for row in indicator["series"]]
    roll_up = {name: value for name, value in indicator["roll_up"].items() if name != "rules"}
    kept = {name: value for name, value in indicator.items() if name not in left_out}
    return kept | {"roll_up": roll_up, "series": series}
