"""Who gets what at every address: one table, which test_permission_matrix.py tries cell by cell.

In the usual run, of the cells that say the same in a line, two that refuse and one that lets in are tried, at each line
those of others; in `make assure` all.

A pattern of the URL configuration that is not declared here fails, and so does a declared one that is gone.

Objects
    own       what the person works on: their own indicator's row; for those who enter nothing, a row that bears
              their name as its submitter (nobody validates what they submitted)
    other's   another custodian's row, submitted by them
    missing   what does not exist

Cells are statuses; "in" is a redirect to the sign-in page. What a person may not see answers exactly as what does
not exist, so wherever "other's" says 404 its answer is compared with that of "missing".
"""

from dataclasses import dataclass

from tests.permission_matrix_finance import TRUST_FUND
from tests.permission_matrix_imports import IMPORTS
from tests.permission_matrix_offices import OFFICES
from tests.permission_matrix_surveys import SURVEYS

PEOPLE = (
    "anonymous",
    "inactive",  # an account that was a publisher's, and is closed
    "no_role",
    "office_editor",
    "team_leader",
    "regional_team",
    "custodian",  # of one indicator
    "finance_officer",  # of the trust fund's indicators
    "validator",
    "publisher",
    "administrator",
    "auditor",
)

# Everything else of /api/v1/ is nowhere: 404 as a problem, for every method (tests/test_api_public.py).
NOWHERE = {"api/v1/..."}

# What is posted only to see what would come of it: allowed, and nothing changes.
TRIED_OUT = {"surveys:preview"}

# Each line: address, object, method, and a cell for each of PEOPLE in their order. HEAD answers as GET does.
# What is not in the table is refused for everybody: 405 once signed in.
SIGNED_IN = """
                                          anon inact none  offi lead regi  cust fina  vali publ admi audi

workplace:tasks             own      GET   in   in   200   200  200  200   200  200   200  200  200  200

indicators:entry_newest     own      GET   in   in   404   404  404  404   302  302   302  302  302  302
indicators:entry            own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:entry            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:entry            own      POST  in   in   404   404  404  404   303  303   403  403  403  403
indicators:entry            other's  POST  in   in   404   404  404  404   404  404   403  403  403  403
indicators:entry            missing  POST  in   in   404   404  404  404   404  404   403  403  403  403

indicators:workbook_xlsx    own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:workbook_csv     own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:workbook         own      GET   in   in   404   404  404  404   200  200   403  403  403  403
indicators:workbook         own      POST  in   in   404   404  404  404   303  303   403  403  403  403
indicators:paste            own      GET   in   in   404   404  404  404   200  200   403  403  403  403
indicators:paste            missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:paste            own      POST  in   in   404   404  404  404   303  303   403  403  403  403
indicators:paste            other's  POST  in   in   404   404  404  404   400  400   403  403  403  403
indicators:paste            missing  POST  in   in   404   404  404  404   400  400   403  403  403  403

indicators:behind           own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:behind           other's  GET   in   in   404   404  404  404   404  404   200  200  200  200
indicators:behind           missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:behind_csv       own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:behind_csv       other's  GET   in   in   404   404  404  404   404  404   200  200  200  200
indicators:behind_csv       missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:behind_json      own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:behind_json      other's  GET   in   in   404   404  404  404   404  404   200  200  200  200
indicators:behind_json      missing  GET   in   in   404   404  404  404   404  404   404  404  404  404

indicators:review           own      GET   in   in   404   404  404  404   404  404   200  200  200  200
indicators:review           missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:review           own      POST  in   in   404   404  404  404   404  404   403  403  403  403
indicators:review           other's  POST  in   in   404   404  404  404   404  404   303  403  403  403
indicators:review           missing  POST  in   in   404   404  404  404   404  404   404  403  403  403

records:teams               own      GET  in   in   404   200  200  200   200  404   200  200  200  200
records:statistics          own      GET  in   in   404   200  200  200   200  404   200  200  200  200
records:team                own      GET  in   in   404   200  200  200   200  404   200  200  200  200
records:team                other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
records:team                missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
records:kind                own      GET  in   in   404   200  200  200   200  404   200  200  200  200
records:kind                other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
records:kind                missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
records:kind                own      POST in   in   404   303  303  403   403  404   403  403  303  403
records:kind                other's  POST in   in   404   404  404  404   403  404   403  403  303  403
records:kind                missing  POST in   in   404   404  404  404   404  404   404  404  404  404
records:confirm             own      POST in   in   404   303  303  403   403  404   403  403  303  403
records:confirm             other's  POST in   in   404   404  404  404   403  404   403  403  303  403
records:confirm             missing  POST in   in   404   404  404  404   404  404   404  404  404  404
records:record              own      GET  in   in   404   200  200  200   200  404   200  200  200  200
records:record              other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
records:record              missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
records:record              own      POST in   in   404   303  303  403   403  404   403  403  303  403
records:record              other's  POST in   in   404   404  404  404   403  404   403  403  303  403
records:record              missing  POST in   in   404   404  404  404   404  404   404  404  404  404
records:coordinator         own      GET  in   in   404   200  200  200   200  404   200  200  200  200
records:coordinator         other's  GET  in   in   404   404  404  404   200  404   200  200  200  200
records:coordinator         missing  GET  in   in   404   404  404  404   404  404   404  404  404  404
records:coordinator         own      POST in   in   404   303  303  403   403  404   403  403  303  403
records:coordinator         other's  POST in   in   404   404  404  404   403  404   403  403  303  403
records:coordinator         missing  POST in   in   404   404  404  404   404  404   404  404  404  404

publications:publish        own      GET   in   in   404   404  404  404   404  404   200  200  200  200
publications:publish        own      POST  in   in   404   404  404  404   404  404   403  302  403  403
publications:call_off       own      POST  in   in   404   404  404  404   404  404   403  409  403  403
indicators:amendments       own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:amendment_propose own     GET   in   in   404   404  404  404   403  403   403  403  200  403
indicators:amendment_propose missing GET   in   in   404   404  404  404   403  403   403  403  404  403
indicators:amendment_propose own     POST  in   in   404   404  404  404   403  403   403  403  303  403
indicators:amendment_propose missing POST  in   in   404   404  404  404   403  403   403  403  404  403
indicators:amendment        own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:amendment        missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:amendment        own      POST  in   in   404   404  404  404   403  403   403  303  303  403
indicators:amendment        missing  POST  in   in   404   404  404  404   404  404   404  404  404  404

indicators:frameworks       own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:frameworks       own      POST  in   in   404   404  404  404   403  403   403  403  303  403
indicators:lineage          own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:lineage          missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:lineage          own      POST  in   in   404   404  404  404   403  403   403  403  303  403
indicators:lineage          missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
indicators:lineage_add      own      GET   in   in   404   404  404  404   403  403   403  403  200  403
indicators:lineage_add      missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:lineage_add      own      POST  in   in   404   404  404  404   403  403   403  403  303  403
indicators:lineage_add      missing  POST  in   in   404   404  404  404   404  404   404  404  404  404
indicators:lineage_row      own      GET   in   in   404   404  404  404   200  200   200  200  200  200
indicators:lineage_row      missing  GET   in   in   404   404  404  404   404  404   404  404  404  404
indicators:lineage_row      own      POST  in   in   404   404  404  404   403  403   403  403  303  403
indicators:lineage_row      missing  POST  in   in   404   404  404  404   404  404   404  404  404  404

publications:slippage       own      GET   in   in   404   404  404  404   200  200   200  200  200  200
publications:slippage       own      POST  in   in   404   404  404  404   303  303   303  303  303  403
publications:slippage       other's  POST  in   in   404   404  404  404   404  404   303  303  303  403
publications:slippage       missing  POST  in   in   404   404  404  404   404  404   404  404  404  404

jobs:jobs                   own      GET  in   in   200  200  200  200  200  200  200  200  200  200
jobs:job                    own      GET  in   in   200  200  200  200  200  200  200  200  200  200
jobs:job                    other's  GET  in   in   404  404  404  404  404  404  404  404  200  200
jobs:job                    missing  GET  in   in   404  404  404  404  404  404  404  404  404  404
jobs:result                 own      GET  in   in   200  200  200  200  200  200  200  200  200  200
jobs:result                 other's  GET  in   in   404  404  404  404  404  404  404  404  404  404
jobs:result                 missing  GET  in   in   404  404  404  404  404  404  404  404  404  404
jobs:cancel                 own      POST in   in   303  303  303  303  303  303  303  303  303  303
jobs:cancel                 other's  POST in   in   404  404  404  404  404  404  404  404  303  403
jobs:cancel                 missing  POST in   in   404  404  404  404  404  404  404  404  404  404
jobs:retry                  own      POST in   in   303  303  303  303  303  303  303  303  303  303
jobs:retry                  other's  POST in   in   404  404  404  404  404  404  404  404  303  403
jobs:retry                  missing  POST in   in   404  404  404  404  404  404  404  404  404  404

activity:log                own      GET   in   in   404   404  404  404   404  404   404  404  200  200

api:entry_observations      own      GET   401  401  200   200  200  200   200  200   200  200  200  200
api:entry_observation       own      GET   401  401  404   404  404  404   200  200   200  200  200  200
api:entry_observation       other's  GET   401  401  404   404  404  404   404  404   200  200  200  200
api:entry_observation       missing  GET   401  401  404   404  404  404   404  404   404  404  404  404
api:entry_observation       own      PUT   401  401  404   404  404  404   200  200   403  403  403  403
api:entry_observation       other's  PUT   401  401  404   404  404  404   404  404   403  403  403  403
api:entry_observation       missing  PUT   401  401  404   404  404  404   404  404   404  404  404  404
api:submit_observation      own      POST  401  401  404   404  404  404   200  200   403  403  403  403
api:submit_observation      other's  POST  401  401  404   404  404  404   404  404   403  403  403  403
api:submit_observation      missing  POST  401  401  404   404  404  404   404  404   404  404  404  404
api:return_observation      own      POST  401  401  404   404  404  404   403  403   200  403  403  403
api:return_observation      other's  POST  401  401  404   404  404  404   404  404   200  403  403  403
api:return_observation      missing  POST  401  401  404   404  404  404   404  404   404  404  404  404
api:validate_observation    own      POST  401  401  404   404  404  404   403  403   403  403  403  403
api:validate_observation    other's  POST  401  401  404   404  404  404   404  404   200  403  403  403
api:validate_observation    missing  POST  401  401  404   404  404  404   404  404   404  404  404  404
api:reopen_observation      own      POST  401  401  404   404  404  404   403  403   200  403  403  403
api:reopen_observation      other's  POST  401  401  404   404  404  404   404  404   200  403  403  403
api:reopen_observation      missing  POST  401  401  404   404  404  404   404  404   404  404  404  404
api:use_computed            own      POST  401  401  404   404  404  404   200  200   403  403  403  403
api:use_computed            other's  POST  401  401  404   404  404  404   404  404   403  403  403  403
api:use_computed            missing  POST  401  401  404   404  404  404   404  404   404  404  404  404
api:entry_behind            own      GET   401  401  404   404  404  404   200  200   200  200  200  200
api:entry_behind            other's  GET   401  401  404   404  404  404   404  404   200  200  200  200
api:entry_behind            missing  GET   401  401  404   404  404  404   404  404   404  404  404  404

api:submissions             own      GET  401  401  200   200  200  200   200  200   200  200  200  200
api:submission              own      GET  401  401  404   200  200  200   200  404   200  200  200  200
api:submission              other's  GET  401  401  404   404  404  404   200  404   200  200  200  200
api:submission              missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:answer                  own      GET  401  401  404   200  200  200   200  404   200  200  200  200
api:answer                  other's  GET  401  401  404   404  404  404   200  404   200  200  200  200
api:answer                  missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:answer                  own      PUT  401  401  404   200  200  403   403  404   403  403  403  403
api:answer                  other's  PUT  401  401  404   404  404  404   403  404   403  403  403  403
api:answer                  missing  PUT  401  401  404   404  404  404   404  404   404  404  404  404
api:submit_submission       own      POST 401  401  404   403  200  403   403  404   403  403  403  403
api:submit_submission       other's  POST 401  401  404   404  404  404   403  404   403  403  403  403
api:submit_submission       missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:return_submission       own      POST 401  401  404   403  403  200   403  404   403  403  403  403
api:return_submission       other's  POST 401  401  404   404  404  404   403  404   403  403  403  403
api:return_submission       missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:endorse_submission      own      POST 401  401  404   403  403  200   403  404   403  403  403  403
api:endorse_submission      other's  POST 401  401  404   404  404  404   403  404   403  403  403  403
api:endorse_submission      missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:accept_submission       own      POST 401  401  404   403  403  403   403  404   200  403  403  403
api:accept_submission       other's  POST 401  401  404   404  404  404   403  404   200  403  403  403
api:accept_submission       missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:reopen_submission       own      POST 401  401  404   403  403  403   403  404   200  403  403  403
api:reopen_submission       other's  POST 401  401  404   404  404  404   403  404   200  403  403  403
api:reopen_submission       missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:extend_deadline         own      POST 401  401  404   403  403  200   403  404   200  403  200  403
api:extend_deadline         other's  POST 401  401  404   404  404  404   403  404   200  403  200  403
api:extend_deadline         missing  POST 401  401  404   404  404  404   404  404   404  404  404  404

api:records_of_team         own      GET  401  401  404   200  200  200   200  404   200  200  200  200
api:records_of_team         other's  GET  401  401  404   404  404  404   200  404   200  200  200  200
api:records_of_team         missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:records                 own      GET  401  401  404   200  200  200   200  404   200  200  200  200
api:records                 other's  GET  401  401  404   404  404  404   200  404   200  200  200  200
api:records                 missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:records                 own      POST 401  401  404   200  200  403   403  404   403  403  200  403
api:records                 other's  POST 401  401  404   404  404  404   403  404   403  403  200  403
api:records                 missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:confirm_records         own      POST 401  401  404   200  200  403   403  404   403  403  200  403
api:confirm_records         other's  POST 401  401  404   404  404  404   403  404   403  403  200  403
api:confirm_records         missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:record                  own      GET  401  401  404   200  200  200   200  404   200  200  200  200
api:record                  other's  GET  401  401  404   404  404  404   200  404   200  200  200  200
api:record                  missing  GET  401  401  404   404  404  404   404  404   404  404  404  404
api:record                  own      PUT  401  401  404   200  200  403   403  404   403  403  200  403
api:record                  other's  PUT  401  401  404   404  404  404   403  404   403  403  200  403
api:record                  missing  PUT  401  401  404   404  404  404   404  404   404  404  404  404
api:end_record              own      POST 401  401  404   200  200  403   403  404   403  403  200  403
api:end_record              other's  POST 401  401  404   404  404  404   403  404   403  403  200  403
api:end_record              missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
api:withdraw_record         own      POST 401  401  404   200  200  403   403  404   403  403  200  403
api:withdraw_record         other's  POST 401  401  404   404  404  404   403  404   403  403  200  403
api:withdraw_record         missing  POST 401  401  404   404  404  404   404  404   404  404  404  404
"""

# The pages of django-allauth: what a person does with their own account, by a session and never by an id of ours.
# name: what the anonymous get, what the signed-in get (302 where they first have to say again who they are, or have
# nothing to do there). An address that a new version of it adds has to be looked at.
OWN_ACCOUNT = """
account_login                           200  302
account_logout                          302  200
account_inactive                        200  200
account_signup                          200  302
account_reauthenticate                  in   200
account_email                           in   200
account_email_verification_sent         200  200
account_change_password                 in   200
account_set_password                    in   302
account_reset_password                  200  200
account_confirm_login_code              302  302
account_confirm_email                   200  200
account_reset_password_from_key_done    200  200
account_reset_password_from_key         200  200
account_reset_password_done             200  200
mfa_index                               in   200
mfa_authenticate                        302  302
mfa_reauthenticate                      in   302
mfa_activate_totp                       in   302
mfa_deactivate_totp                     in   404
mfa_view_recovery_codes                 in   404
mfa_generate_recovery_codes             in   302
mfa_download_recovery_codes             in   404
mfa_list_webauthn                       in   200
mfa_add_webauthn                        in   302
mfa_reauthenticate_webauthn             in   302
mfa_remove_webauthn                     in   302
mfa_edit_webauthn                       in   302
mfa_login_webauthn                      302  302
socialaccount_login_cancelled           200  200
socialaccount_login_error               401  401
socialaccount_signup                    302  302
socialaccount_connections               in   200
accounts/social/login/cancelled/        301  301
accounts/social/login/error/            301  301
accounts/social/signup/                 301  301
accounts/social/connections/            301  301
openid_connect_login                    404  404
openid_connect_callback                 404  404
"""

# The pages of Django's administration, in which every write is an action of ours. For everybody else than the
# administrator and the auditor there are none: 404, and sign-in for the anonymous. tests/test_admin.py makes the
# writes that are allowed, model by model.
# name: what the administrator gets, what the auditor gets
ADMINISTRATION = """
admin:index                             200  200
admin:app_list                          200  200
admin:jsi18n                            200  200
admin:autocomplete                      403  403
admin:view_on_site                      404  404
admin:password_change                   302  302
admin:password_change_done              200  200
admin:logout                            405  405
admin:login                             302  302
admin/(?P<url>.*)$...                   404  404
"""
ADMINISTRATION_OF_A_MODEL = """
changelist                              200  200
add                                     200  403
change                                  200  200
(the same, as it once was addressed)    302  302
history                                 302  302
delete                                  403  403
import                                  200  403
process_import                          405  405
export                                  200  200
"""
ADMINISTERED = {
    **dict.fromkeys(
        (
            "finance_component",
            "finance_contributor",
            "finance_controltotal",
            "finance_fact",
            "finance_footnote",
            "finance_groupof77membership",
            "frameworks_framework",
            "frameworks_goal",
            "frameworks_outcome",
            "frameworks_output",
            "indicators_indicator",
            "indicators_series",
            "indicators_milestone",
        ),
        "all of these pages",
    ),
    **dict.fromkeys(
        (
            "accounts_membership",
            "accounts_user",
            "countries_country",
            "countries_countryteam",
            "countries_groupmembership",
            "countries_region",
            "frameworks_reportingyear",
            "indicators_custodianship",
            "indicators_financerule",
            "indicators_rolluprule",
            "records_coordinator",
            "surveys_item",
            "surveys_questionnaire",
            "surveys_questionversion",
            "surveys_section",
        ),
        "no import and export",
    ),
    **dict.fromkeys(
        (
            "countries_regionmembership",
            "finance_contribution",
            "finance_contributionfigure",
            "finance_fundfigure",
            "finance_funditem",
            "finance_report",
            "indicators_lookalike",
            "indicators_reportedfact",
            "publications_release",
        ),
        "only read",
    ),
}


@dataclass(frozen=True)
class Line:
    """A line of SIGNED_IN: what each person gets at `address` for an `object` with a `method`."""

    address: str
    object: str
    method: str
    cells: dict[str, str]


def lines() -> list[Line]:
    """SIGNED_IN, read, with what is of the trust fund, of rounds, of offices and of imports."""
    tables = (SIGNED_IN, TRUST_FUND, SURVEYS, OFFICES, IMPORTS)
    table = [row for text in tables for row in text.strip().splitlines()[1:]]
    rows = [row.split() for row in table if row.strip()]
    return [
        Line(address, which, method, dict(zip(PEOPLE, cells, strict=True))) for address, which, method, *cells in rows
    ]


def own_account() -> dict[str, tuple[str, ...]]:
    """OWN_ACCOUNT, read."""
    return _two_columns(OWN_ACCOUNT)


def administration() -> dict[str, tuple[str, ...]]:
    """The tables of the administration, read: every page of every model."""
    pages = _two_columns(ADMINISTRATION)
    for model, has in ADMINISTERED.items():
        for page, cells in _two_columns(ADMINISTRATION_OF_A_MODEL).items():
            if page in ("import", "process_import", "export") and has != "all of these pages":
                continue
            if page == "add" and has == "only read":
                cells = ("403", "403")
            address = (
                f"admin:{model}_{page}" if page[0] != "(" else f"admin/{model.replace('_', '/')}/<path:object_id>/"
            )
            pages[address] = cells
    return pages


def _two_columns(table: str) -> dict[str, tuple[str, ...]]:
    """A name, which may hold spaces, and two cells in each line."""
    rows = [row.rsplit(maxsplit=2) for row in table.strip().splitlines()]
    return {name.strip(): (one, two) for name, one, two in rows}
