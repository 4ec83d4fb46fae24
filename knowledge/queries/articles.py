"""Guidance: the text of a topic for a reader, and the labels of all topics."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from knowledge.answers import ArticleAnswer, FactAnswer, SourceAnswer, TopicLabel
from knowledge.models import Article, ArticleSource, Audience, Fact, Length, Source, Topic
from knowledge.queries.sources import source_answer
from knowledge.rendering import fact_ids, render


def article(
    session: Session, topic_id: str, *, audience: Audience, length: Length, today: date
) -> ArticleAnswer | None:
    """The text of a topic, with the facts that hold today; None when there is no such article.

    A parent gets the parent's text where there is one in that length, else the pupil's.
    """
    rows = session.exec(
        select(Article).where(col(Article.topic_id) == topic_id, col(Article.length) == length)
    ).all()
    found = {row.audience: row for row in rows}
    text = found.get(audience) or found.get("pupil")
    if text is None:
        return None
    facts = session.exec(select(Fact).where(col(Fact.id).in_(fact_ids(text.body)))).all()
    sources = _sources(session, topic_id, {fact.source_id for fact in facts})
    rendered = render(text.body, facts, today, lambda name: _credit(sources[name]))
    named = [*(fact.source_id for fact in rendered.facts), *rendered.source_ids]
    return ArticleAnswer(
        topic_id=topic_id,
        audience=text.audience,
        length=text.length,
        title=text.title,
        text=rendered.text,
        facts=tuple(_fact(fact, sources) for fact in rendered.facts),
        sources=tuple(sources[name] for name in dict.fromkeys(named)) or tuple(sources.values()),
        next_topics=tuple(text.next_topics.split(";")),
        reviewed=text.reviewed,
        stale=not text.valid_from <= today <= text.expires,
    )


def topic_labels(session: Session) -> dict[str, TopicLabel]:
    """The button text of every topic, by id."""
    return {
        topic.id: TopicLabel(topic.id, topic.group, topic.label, topic.label_parent)
        for topic in session.exec(select(Topic))
    }


def _sources(session: Session, topic_id: str, of_facts: set[str]) -> dict[str, SourceAnswer]:
    named = select(ArticleSource.source_id).where(col(ArticleSource.topic_id) == topic_id)
    rows = session.exec(
        select(Source).where(col(Source.id).in_(named) | col(Source.id).in_(of_facts))
    )
    return {source.id: source_answer(source) for source in rows}


def _credit(source: SourceAnswer) -> str:
    return f"({source.publisher}, {source.year})"


def _fact(fact: Fact, sources: dict[str, SourceAnswer]) -> FactAnswer:
    return FactAnswer(
        id=fact.id,
        text=fact.text,
        value=fact.value,
        unit=fact.unit,
        year=fact.year,
        kind=fact.kind,
        definition=fact.definition,
        certainty=fact.certainty,
        source=sources[fact.source_id],
    )
