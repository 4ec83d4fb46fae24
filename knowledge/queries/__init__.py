"""The only questions that may be asked of the knowledge store.

Every function takes a read-only Session first and returns frozen dataclasses; what depends on the
day takes `today`. The number of SQL queries of an answer does not depend on the number of rows.
"""

from knowledge.queries.articles import article, topic_labels
from knowledge.queries.comparison import compare
from knowledge.queries.figures import all_figures, figure_for
from knowledge.queries.programmes import (
    family_members,
    interest_named,
    near_names,
    other_occupation,
    programme_by_crebo,
    programme_by_name,
)
from knowledge.queries.prospects import better_prospects, find_programmes, related_programmes
from knowledge.queries.rules import admission, niveau
from knowledge.queries.sectors import sector_outlook

__all__ = [
    "admission",
    "all_figures",
    "article",
    "better_prospects",
    "compare",
    "family_members",
    "figure_for",
    "find_programmes",
    "interest_named",
    "near_names",
    "niveau",
    "other_occupation",
    "programme_by_crebo",
    "programme_by_name",
    "related_programmes",
    "sector_outlook",
    "topic_labels",
]
