"""The closed lists of words that standing records are described with (docs/glossary.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Where a resident coordinator comes from."""

    ENTITY = "entity", _("an entity of the United Nations system")
    EXTERNAL = "external", _("external candidate")


class Function(models.TextChoices):
    """What a post of a resident coordinator office is for; all but the last are the five core functions."""

    STRATEGIC_PLANNING = "strategic_planning", _("strategic planning, and head of office")
    ECONOMICS = "economics", _("economics")
    DATA_RESULTS = "data_results", _("data management and results reporting")
    PARTNERSHIPS_FINANCE = "partnerships_finance", _("partnerships and development finance")
    COMMUNICATIONS = "communications", _("communications and advocacy")
    OTHER = "other", _("other")


CORE = tuple(function for function in Function if function is not Function.OTHER)


class Category(models.TextChoices):
    """The category of a post."""

    INTERNATIONAL_PROFESSIONAL = "international_professional", _("international professional")
    NATIONAL_OFFICER = "national_officer", _("national officer")
    GENERAL_SERVICE = "general_service", _("general service")
    UN_VOLUNTEER = "un_volunteer", _("United Nations volunteer")
    OTHER = "other", _("other")


class HeldBy(models.TextChoices):
    """Who holds a post."""

    VACANT = "vacant", _("vacant")
    WOMAN = "woman", _("a woman")
    MAN = "man", _("a man")


class Advice(models.TextChoices):
    """What an adviser to the coordinator advises on."""

    PEACE_DEVELOPMENT = "peace_development", _("peace and development")
    HUMAN_RIGHTS = "human_rights", _("human rights")
    GENDER = "gender", _("gender")


class Document(models.TextChoices):
    """What the common plan of a country team is called."""

    COOPERATION_FRAMEWORK = "cooperation_framework", _("Cooperation Framework")
    UNDAF = "undaf", _("UNDAF")


class Step(models.TextChoices):
    """The milestones of a Cooperation Framework, in their order."""

    ROADMAP = "roadmap", _("road map")
    COMMON_ANALYSIS = "common_analysis", _("common country analysis")
    DESIGN = "design", _("design")
    SIGNATURE = "signature", _("signature")
    JOINT_WORKPLAN = "joint_workplan", _("joint workplan")
    REVIEW = "review", _("annual review")
    EVALUATION = "evaluation", _("evaluation")


class Consulted(models.TextChoices):
    """Whom a team consulted when it designed its Cooperation Framework: the codes of the series of RCS 2.4.2-a."""

    CIVIL_SOCIETY = "civil-society", _("civil society")
    PRIVATE_SECTOR = "private-sector", _("private sector")
    ACADEMIA = "academia", _("academia")
    DEVELOPMENT_PARTNERS = "development-partners", _("development partners")
    WOMEN_AND_GIRLS = "women-and-girls", _("women and girls")
    YOUTH = "youth", _("youth")
    PERSONS_WITH_DISABILITIES = "persons-with-disabilities", _("persons with disabilities")
    INDIGENOUS_PEOPLES = "indigenous-peoples", _("Indigenous Peoples")


class Theme(models.TextChoices):
    """What a joint programme focuses on: the codes of the series of RCS 2.1.2-a, and others."""

    GENDER_EQUALITY = "gender-equality", _("gender equality")
    DISABILITY_INCLUSION = "disability-inclusion", _("disability inclusion")
    HUMAN_RIGHTS = "human-rights", _("human rights")
    LEAVE_NO_ONE_BEHIND = "leave-no-one-behind", _("leaving no one behind")
    OTHER = "other", _("other")


class StrategyStep(models.TextChoices):
    """What happened to a business operations strategy."""

    ADOPTED = "adopted", _("adopted")
    REVIEWED = "reviewed", _("annual review reported")


class ScorecardSubject(models.TextChoices):
    """What a scorecard scores."""

    GENDER = "gender", _("gender equality")
    DISABILITY = "disability", _("disability inclusion")
    YOUTH = "youth", _("youth")
