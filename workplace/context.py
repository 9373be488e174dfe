"""What every signed-in page, and the way in, shows of the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.roles import Role


def installation(request: HttpRequest) -> dict[str, Any]:
    """`demonstration`: settings and database agree on it (`accounts.installation`), so no query is needed."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "demonstration_roles": Role.labels if settings.DEMONSTRATION else [],
    }
