"""What the law says: who may enter a niveau, and how long it takes."""

from __future__ import annotations

from sqlmodel import Session, col, select

from knowledge.answers import AdmissionAnswer, NiveauAnswer
from knowledge.models import AdmissionRule, Niveau, Source
from knowledge.queries.sources import source_answer


def admission(session: Session, prior: str, niveau: int) -> AdmissionAnswer | None:
    """Whether `prior` gives access to `niveau`; None when the rules do not know that schooling.

    `prior` is basis, kader, gl, tl, havo, geen, entree, niveau2 or niveau3.
    """
    found = session.exec(
        select(AdmissionRule, Source)
        .join(Source)
        .where(col(AdmissionRule.prior) == prior, col(AdmissionRule.niveau) == niveau)
    ).first()
    if not found:
        return None
    rule, source = found
    return AdmissionAnswer(
        prior=rule.prior,
        niveau=rule.niveau,
        admitted=rule.admitted,
        explanation=rule.explanation,
        year=rule.year,
        certainty=rule.certainty,
        source=source_answer(source),
    )


def niveau(session: Session, number: int) -> NiveauAnswer | None:
    """The name and the usual length of niveau 1 (entree) to 4."""
    found = session.exec(
        select(Niveau, Source).join(Source).where(col(Niveau.niveau) == number)
    ).first()
    if not found:
        return None
    row, source = found
    return NiveauAnswer(row.niveau, row.name, row.duration, row.year, source_answer(source))
