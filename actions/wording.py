"""Says figures in plain Dutch: first what it is, then its source and year, then what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knowledge.answers import FigureAnswer, Finding, ProgrammeAnswer, SourceAnswer
from knowledge.models import NATIONAL

_OLD_AFTER_YEARS = 4

_STATEMENTS = {
    "aansluiting": "{value} zei dat het werk goed bij de opleiding past",
    "beroepsgroei": "het aantal mensen in dit werk veranderde met {value}",
    "bij_de_beste_kansen": "{value}",
    "bruto_maandloon_anderhalf_jaar": "gemiddeld {value}, anderhalf jaar na het diploma",
    "bruto_maandloon_doorsnee": "gemiddeld {value}, ook voor mensen met veel ervaring",
    "bruto_uurloon_richting": "gemiddeld {value}, een jaar na school",
    "bruto_uurloon_start": "ongeveer {value} bij de start",
    "bruto_uurloon_vakgebied": "gemiddeld {value}, anderhalf jaar na het diploma",
    "cijfer_voor_stage": "studenten gaven hun stage of leerbaan een {value}",
    "diplomakans": "de kans op een diploma was {value}, per school en opleiding",
    "doorstroom_hbo": "{value} ging daarna naar het hbo",
    "doorstroom_hbo_voltijd": "{value} ging meteen naar het hbo, voltijd",
    "doorstroom_mbo": "{value} ging daarna een andere mbo-opleiding doen",
    "flexibel_werk": "{value} had een jaar later geen vaste baan",
    "geslaagd": "{value} ging weg met een diploma",
    "kans_op_leerbaan": "SBB noemt de kans op een leerbaan {value}",
    "kans_op_stage": "SBB noemt de kans op een stage {value}",
    "kans_op_werk_score": "SBB geeft de kans op werk een {value}, van 1 tot 10",
    "kans_op_werk_trend": "SBB verwacht dat de kans op werk {value} is als je later klaar bent",
    "kans_op_werk_woord": "SBB noemt de kans op werk {value}",
    "krapte_verwachting": "UWV en ROA verwachten: {value}",
    "meer_dan_32_uur": "{value} werkte een jaar later meer dan 32 uur per week",
    "met_plezier_naar_school": "{value} ging met plezier naar school",
    "minstens_op_niveau": "{value} werkte op het eigen niveau of hoger",
    "naar_arbeidsmarkt": "{value} ging daarna werken",
    "oordeel_commissie": "een commissie vond de kans op werk {value}",
    "positief_over_info_kosten": "{value} was blij met de uitleg over kosten",
    "positief_over_keuzehulp": "{value} was blij met de hulp bij kiezen",
    "positief_over_lessen": "{value} was blij met de lessen",
    "roa_verwachting": "ROA verwacht: {value}",
    "schooltevredenheid": "studenten gaven hun school een {value}",
    "stage_gevonden": "{value} vond een stage of leerbaan",
    "stagetekort": "er waren {value} te weinig voor wie een stage of leerbaan zocht",
    "stagetekort_oordeel": "{value}",
    "startloon_maand": "gemiddeld {value} bij de start",
    "studenttevredenheid": "studenten gaven hun opleiding een {value}",
    "tekort_nu": "{value}",
    "vacatures_verandering": "het aantal vacatures veranderde met {value}",
    "vast_contract": "{value} had na anderhalf jaar een vaste baan",
    "voelt_zich_veilig": "{value} voelde zich veilig op school",
    "werk_direct": "{value} had meteen werk",
    "werk_direct_12u": "{value} had meteen werk van 12 uur of meer per week",
    "werk_na_anderhalf_jaar": "{value} had anderhalf jaar later werk",
    "werk_na_een_jaar": "{value} had een jaar later werk van meer dan 12 uur per week",
    "werk_onder_niveau": "{value} had werk onder het eigen niveau",
    "werkloos_na_anderhalf_jaar": "{value} zocht anderhalf jaar later nog werk",
}

_UWV_LABEL = {
    "kansrijk": "UWV zegt dat er in dit werk nu veel kans op een baan is",
    "minder kans": "UWV zei dat er in dit werk minder kans op een baan was",
}

_OPENINGS = {
    "bruto_uurloon_start": "Als {name} verdien je bij de start ongeveer {value}, vóór belasting",
    "bruto_maandloon_anderhalf_jaar": (
        "Als {name} verdien je gemiddeld {value}, anderhalf jaar na je diploma en vóór belasting"
    ),
}
"""Fuller sentences for a programme's own figure; elsewhere the statement stands after its name."""

_VERDICTS = {
    "good": "Ja, als {name} is er werk.",
    "fair": "Als {name} is er wel wat werk.",
    "poor": "Als {name} is er minder werk.",
}
"""The answer itself, before the figure, where a figure about the chance of work is its own."""

_GROUP_UNITS = {"percent": "procent", "percent_year": "procent per jaar"}


def in_sentence(name: str) -> str:
    """A name inside a sentence: no capital, unless it has more of them (ICT, Legal Services)."""
    return name if name[1:] != name[1:].lower() else name[:1].lower() + name[1:]


def number(value: float, decimals: int | None = None) -> str:
    """A number as Dutch writes it: 2.149 and 14,50."""
    places = decimals if decimals is not None else (0 if value == int(value) else 1)
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def spoken_value(figure: FigureAnswer) -> str:
    """The value with its unit, as it stands in a sentence."""
    if figure.value is None:
        unit = _GROUP_UNITS.get(figure.scale, "")
        return f"{figure.value_text} {unit}" if _lacks_unit(figure, unit) else figure.value_text
    match figure.scale:
        case "euro_hour":
            whole = figure.value == int(figure.value)
            return f"€ {number(figure.value, 0 if whole else 2)} per uur"
        case "euro_month":
            return f"€ {number(figure.value, 0)} per maand"
        case "percent" | "percent_year":
            return f"{number(figure.value)} {_GROUP_UNITS[figure.scale]}"
        case "1-10":
            return number(figure.value)
        case _:
            return f"{number(figure.value)} {figure.unit}".strip()


def _lacks_unit(figure: FigureAnswer, unit: str) -> bool:
    return bool(unit) and "procent" not in figure.value_text


def statement(figure: FigureAnswer) -> str:
    """What the figure says, without its subject: `83 procent had anderhalf jaar later werk`."""
    if figure.indicator == "kansrijk_uwv":
        return _UWV_LABEL.get(figure.value_text, figure.value_text)
    return _STATEMENTS[figure.indicator].format(value=spoken_value(figure))


def credit(figure: FigureAnswer) -> str:
    """Who says it, and when."""
    return f"({figure.source.publisher}, {figure.year})"


def found_sentences(
    finding: Finding, programme: ProgrammeAnswer, leerweg: str | None, region: str | None
) -> list[str]:
    """The figure in words, named as what it is: never as the programme's own when it is not."""
    figure = finding.figure
    name = in_sentence(programme.name)
    missing = _missing(finding, name, leerweg, region)
    said = f"{statement(figure)} {credit(figure)}."
    if finding.relation == "other_region":
        sentences = [missing or "", f"Voor heel {figure.region} wel: {said}"]
    elif missing:
        sentences = [missing, f"Wel van {_subject(figure)}: {said}"]
    elif opening := _OPENINGS.get(figure.indicator):
        told = opening.format(name=f"{name}{_narrowed(figure)}", value=spoken_value(figure))
        sentences = [f"{told} {credit(figure)}."]
    else:
        sentences = [f"Voor {name} op niveau {programme.niveau}{_narrowed(figure)}: {said}"]
    if leerweg and not figure.leerweg:
        sentences.append("Bol en bbl zijn hier samen geteld.")
    if figure.age >= _OLD_AFTER_YEARS:
        sentences.append("Dat is een oud cijfer.")
    return sentences


def _missing(finding: Finding, name: str, leerweg: str | None, region: str | None) -> str | None:
    match finding.relation:
        case "own":
            return None
        case "other_leerweg":
            return f"Van {name} in de {leerweg} heb ik geen cijfer."
        case "other_region":
            return f"Van {name} in de regio {region} heb ik geen cijfer."
        case _:
            return f"Van {name} heb ik geen eigen cijfer."


def _subject(figure: FigureAnswer) -> str:
    return in_sentence(figure.subject) + _narrowed(figure)


def _narrowed(figure: FigureAnswer) -> str:
    """The leerweg and region that a figure is about, where it is about one."""
    leerweg = f" in de {figure.leerweg}" if figure.leerweg else ""
    region = f" in de regio {figure.region.removeprefix('Regio ')}"
    return leerweg + (region if figure.region != NATIONAL else "")


def verdict(finding: Finding, programme: ProgrammeAnswer) -> str | None:
    """Whether there is work, in a few words; None where the figure is not the programme's own."""
    is_own = finding.relation == "own" and finding.figure.indicator != "kansrijk_uwv"
    said = _VERDICTS.get(finding.figure.standing) if is_own else None
    return said and said.format(name=in_sentence(programme.name))


def meaning(figure: FigureAnswer) -> str:
    """Whether it was measured or is expected."""
    if figure.kind == "forecast":
        return "Dat is een verwachting."
    if figure.indicator == "kansrijk_uwv":
        return "Dat gaat over mensen die nu werk zoeken." if figure.age < _OLD_AFTER_YEARS else ""
    return "Dat is gemeten." if figure.value is not None else ""


def companion_sentence(finding: Finding) -> str | None:
    """The same indicator for a larger group, to compare with."""
    if (other := finding.companion) is None:
        return None
    return f"Ter vergelijking, {in_sentence(other.subject)}: {spoken_value(other)}."


def figure_line(figure: FigureAnswer) -> str:
    """One line of a list: what, how much, of whom, and who says it."""
    return f"- {figure.name}, {_subject(figure)}: {spoken_value(figure)} {credit(figure)}."


def figure_fact(figure: FigureAnswer, programme: ProgrammeAnswer | None) -> dict[str, Any]:
    """The figure as clients get it."""
    return {
        "value": figure.value if figure.value is not None else figure.value_text,
        "unit": figure.unit or figure.scale,
        "indicator": figure.indicator,
        "subject": figure.subject,
        "programme": programme.name if programme else None,
        "crebo": programme.crebo if programme else None,
        "leerweg": figure.leerweg or None,
        "region": figure.region,
        "year": figure.year,
        "kind": figure.kind,
        "source_id": figure.source.id,
        "definition": figure.definition,
        "does_not_say": figure.does_not_say,
    }


def source_facts(sources: Sequence[SourceAnswer]) -> list[dict[str, Any]]:
    """The sources as clients get them, each once."""
    unique = {source.id: source for source in sources}
    return [
        {
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "year": source.year,
        }
        for source in unique.values()
    ]
