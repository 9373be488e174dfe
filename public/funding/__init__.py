"""The public face of the trust fund: five tables, three charts, streams and contributions, as pages and as files.

`documents` finds what a release says, `views` and `files` answer. Between them each subject has one file that turns its
document into what a page shows: `tables`, `budget`, `posts`, `streams`, `contributions`.
"""
