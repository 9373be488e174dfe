"""The trust fund's rows: reports and their lines, items and their figures, contributors and what they gave."""

from finance.models.checked import Appended, Checked
from finance.models.contributions import Contribution, ContributionFigure, Contributor, GroupOf77Membership
from finance.models.items import FundFigure, FundItem
from finance.models.structure import Component, ControlTotal, Fact, Footnote, Report

__all__ = [
    "Appended",
    "Checked",
    "Component",
    "Contribution",
    "ContributionFigure",
    "Contributor",
    "ControlTotal",
    "Fact",
    "Footnote",
    "FundFigure",
    "FundItem",
    "GroupOf77Membership",
    "Report",
]
