"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsystem.settings")
application = get_wsgi_application()

from accounts.installation import refuse_wrong_database  # noqa: E402 (apps must be ready before models are imported)

refuse_wrong_database()
