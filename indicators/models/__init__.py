"""Indicators and series, the values of each year, and how a framework is amended and followed by the next."""

from indicators.models.amendments import Amendment, AmendmentDecision, Lineage
from indicators.models.definitions import (
    Custodianship,
    FinanceRule,
    Indicator,
    Milestone,
    RollUpRule,
    Series,
)
from indicators.models.values import Explanation, Figure, Measurement, Observation, Slippage

__all__ = [
    "Amendment",
    "AmendmentDecision",
    "Custodianship",
    "Explanation",
    "Figure",
    "FinanceRule",
    "Indicator",
    "Lineage",
    "Measurement",
    "Milestone",
    "Observation",
    "RollUpRule",
    "Series",
    "Slippage",
]
