"""Dates in Arabic: 22 نيسان/أبريل 2022, with the two names of the month that the United Nations writes.

Django knows one name for a month; the other form is made by `public.texts.date_words`.
"""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y, H:i"
