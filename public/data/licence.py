"""Under which licence the data may be used, as whoever runs the installation says; none is declared for them."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its short name (CC-BY-4.0), and where its words stand."""

    name: str
    address: str


def licence() -> Licence | None:
    """None where none is declared: then nothing is granted, and pages say so."""
    return Licence(*settings.DATA_LICENCE) if settings.DATA_LICENCE else None
