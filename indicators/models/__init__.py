"""Indicators and series, the values of each year, how a framework is amended and followed, and a report's own facts."""

from indicators.models.amendments import Amendment, AmendmentDecision, Lineage
from indicators.models.definitions import (
    Custodianship,
    FinanceRule,
    Indicator,
    Milestone,
    RollUpRule,
    Series,
)
from indicators.models.facts import FactSource, FactValue, LookAlike, ReportedFact
from indicators.models.values import Explanation, Figure, Measurement, Observation, Slippage

__all__ = [
    "Amendment",
    "AmendmentDecision",
    "Custodianship",
    "Explanation",
    "FactSource",
    "FactValue",
    "Figure",
    "FinanceRule",
    "Indicator",
    "Lineage",
    "LookAlike",
    "Measurement",
    "Milestone",
    "Observation",
    "ReportedFact",
    "RollUpRule",
    "Series",
    "Slippage",
]
