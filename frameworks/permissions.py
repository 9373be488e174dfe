"""Who may change frameworks and reporting years, or see them in the administration."""

import rules

from accounts.permissions import is_administrator, is_auditor

rules.add_perm("frameworks.change_framework", is_administrator)
rules.add_perm("frameworks.change_reporting_year", is_administrator)
rules.add_perm("frameworks.read_reference_data", is_administrator | is_auditor)
