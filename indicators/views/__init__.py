"""Working pages of observations."""

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """After a post, the answer by GET: loading it again sends nothing twice."""

    status_code = 303
