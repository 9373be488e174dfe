"""The standing records of country teams: what holds for a team, from when to when."""

from records.models.frameworks import CooperationFramework, FrameworkMilestone, FrameworkTeam, Signatory
from records.models.mappings import RecordMapping
from records.models.office import Adviser, Appointment, Coordinator, DutyStation, OfficePost
from records.models.standing import CodesField, RecordConfirmation, TeamRecord
from records.models.teamwork import (
    BackOffice,
    CommonCountryAnalysis,
    CommonPremises,
    ContinuityPlan,
    HostCountryAgreement,
    JointProgramme,
    MissionSetting,
    OperationsStrategy,
    PooledFund,
    ResultsReport,
    Scorecard,
    SteeringCommitteeMeeting,
    TeamWebsite,
)

__all__ = [
    "Adviser",
    "Appointment",
    "BackOffice",
    "CodesField",
    "CommonCountryAnalysis",
    "CommonPremises",
    "ContinuityPlan",
    "CooperationFramework",
    "Coordinator",
    "DutyStation",
    "FrameworkMilestone",
    "FrameworkTeam",
    "HostCountryAgreement",
    "JointProgramme",
    "MissionSetting",
    "OfficePost",
    "OperationsStrategy",
    "PooledFund",
    "RecordConfirmation",
    "RecordMapping",
    "ResultsReport",
    "Scorecard",
    "Signatory",
    "SteeringCommitteeMeeting",
    "TeamRecord",
    "TeamWebsite",
]
