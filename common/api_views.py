"""The views that every view of the API is made from.

Apart from `common.api`, which the settings name: the REST framework reads its settings when its views are imported.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api import JSON, Negotiation
from common.refusals import Missing


class ApiView(APIView):
    """A view that answers as this module says. `media_types` are those that its addresses can answer with."""

    content_negotiation_class = Negotiation
    metadata_class = None
    http_method_names = ["get", "head", "put", "post"]
    media_types: ClassVar[tuple[str, ...]] = (JSON,)

    def represent(self, row: Any) -> Any:
        """A row in the form of this view's answers, for the problem of a write that saw an older version."""
        return None


class OpenView(ApiView):
    """A view for everybody: who asks makes no difference, so nobody is asked."""

    authentication_classes = ()
    permission_classes = ()


class UnknownAddress(OpenView):
    """Every address of the API that is none: 404 as a problem, whatever the method."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not request.path.endswith("/"):
            raise Missing(_("There is nothing here. The addresses of the API end with a slash."))
        raise Missing
