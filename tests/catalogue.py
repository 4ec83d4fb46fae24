"""The topic catalogue: ids that are a contract with everyone who reads answers or transcripts."""

from __future__ import annotations

import csv

from app.settings import ROOT

with (ROOT / "knowledge/tables/topics.csv").open(encoding="utf-8", newline="") as file:
    TOPICS = frozenset(row["id"] for row in csv.DictReader(file))
