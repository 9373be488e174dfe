"""What every signed-in page shows of the installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, bool]:
    """`demonstration`: settings and database agree on it (`accounts.installation`), so no query is needed."""
    return {"demonstration": settings.DEMONSTRATION}
