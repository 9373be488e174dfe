"""What every signed-in page, and the way in, shows of the installation and of the reader.

What depends on the reader is worked out only when a template asks for it: public pages never do, and so never touch
the session.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.roles import Role
from workplace.navigation import places_for, role_names


def installation(request: HttpRequest) -> dict[str, Any]:
    """`demonstration`: settings and database agree on it (`accounts.installation`), so no query is needed."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "demonstration_roles": Role.labels if settings.DEMONSTRATION else [],
        "work_nav": SimpleLazyObject(lambda: places_for(request)),
        "role_names": SimpleLazyObject(lambda: role_names(request.user)),
    }
