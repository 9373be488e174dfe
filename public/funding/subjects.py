"""The three charts of the trust fund with what they say, made from their documents."""

from finance.tables import POSTS
from public.funding import budget, posts, streams
from public.funding.charts import Subject
from public.funding.documents import Content, table_key


def budget_subject(content: Content) -> Subject:
    """Budget against expenditure by component, from table 4."""
    key = table_key(content["report"], budget.RESULTS)
    return Subject(key, budget.chart_of(content), budget.finding(content), content["document"])


def posts_subject(content: Content) -> Subject:
    """Posts by grade, from table 3."""
    key = table_key(content["report"], POSTS)
    return Subject(key, posts.chart_of(content), posts.finding(content), content["document"])


def streams_subject(content: Content) -> Subject:
    """Funding received by stream and year against the requirement."""
    documents = sorted({year["document"] for year in content["years"]})
    finding = streams.finding(streams.year_views(content))
    return Subject("funding", streams.chart_of(content), finding, ", ".join(documents))
