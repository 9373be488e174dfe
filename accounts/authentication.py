"""How a program proves whose it is: `Authorization: Token ...`, as `manage.py create_token` prints it."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

_TOKEN = re.compile(rb"[0-9A-Za-z]{1,128}")


class StrictTokenAuthentication(TokenAuthentication):
    """Knox's, which keeps tokens hashed and lets them expire; bytes that no token has never reach the database."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not _TOKEN.fullmatch(token):
            raise AuthenticationFailed(_("Invalid token."))
        credentials: tuple[Any, Any] = super().authenticate_credentials(token)
        return credentials
