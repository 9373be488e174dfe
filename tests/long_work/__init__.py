"""An app of the tests alone: kinds of jobs that are worked off by real processes, and a page that asks for them.

`tests.long_work.settings` starts the site with it. A process dies where the variable DIE_AT says: before the
statement of that number that the job sends to the database, by a signal that nothing can catch.
"""
