"""The names that go to the understanding are plain pairs."""

from __future__ import annotations

from sqlmodel import Session

from knowledge.vocabulary import read_vocabulary


class TestReadVocabulary:
    def test_leads_every_name_to_one_programme(self, real: Session) -> None:
        programmes = dict(read_vocabulary(real).programmes)
        assert programmes["kapster"] == "25641"
        assert programmes["trucker"] == "27042"
        assert programmes["games maken"] == "25998"

    def test_leads_places_and_regions_to_a_region_name(self, real: Session) -> None:
        vocabulary = read_vocabulary(real)
        places = dict(vocabulary.places)
        assert places["010"] == places["Roffa"] == places["Rotterdam"] == "Rijnmond"
        assert places["IJsselvechtstreek"] == places["Zwolle"] == "Regio Zwolle"
        assert set(places.values()) == set(vocabulary.regions)
        assert len(vocabulary.regions) == 35

    def test_holds_no_name_twice(self, real: Session) -> None:
        vocabulary = read_vocabulary(real)
        names = [
            *(name for name, _ in vocabulary.programmes),
            *vocabulary.other_occupations,
            *vocabulary.interests,
            *(name for name, _ in vocabulary.sectors),
        ]
        folded = [name.casefold() for name in names]
        assert sorted(folded) == sorted(set(folded))
