"""Rules that hold a claim against counts: of municipalities in tranches and coalitions, and of home visits."""

import pandas as pd

from ks_data import statistics
from ks_data.answers import figures, rollout
from ks_data.answers.citations import document, publisher
from ks_data.answers.claims.claim import HAARLEM, Check, Claim, Outcome, Rule, checked, outcome_of, untestable
from ks_data.catalogue import regions
from ks_data.catalogue.counts import Count
from ks_data.language import dutch
from ks_data.store import Snapshot


def tranches_are_all(data: Snapshot, claim: Claim) -> Check:
    """The municipalities of the tranches together are as many as there are municipalities."""
    totals, municipalities = rollout.tranche_totals(data), len(regions.municipalities())
    if totals.empty:
        return untestable(claim, "Er zijn geen aantallen gemeenten per tranche.")
    numbers = [int(number) for number in totals["value"]]
    total = sum(numbers)
    terms = " + ".join(dutch.number(number, 0) for number in numbers)
    terms += f" = {dutch.number(total, 0)}" if len(numbers) > 1 else ""
    text = f"De aantallen per tranche zijn samen {terms}; Nederland heeft {dutch.number(municipalities, 0)} gemeenten."
    equal, gap = total == municipalities, dutch.number(abs(total - municipalities), 0)
    explanation = "Dat is gelijk." if equal else f"Dat scheelt {gap}."
    return checked(claim, text, outcome_of(int(equal), 1), explanation, totals["source"])


def coalition_everywhere(year: int) -> Rule:
    """Every municipality has a place on the map of coalitions, and so a coalition.

    Holds: the monitor counts a coalition in all of them. Partly: all have a tranche, not all a coalition. Fails:
    neither.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        share = figures.latest(data, "municipalities_with_coalition_percent", regions.COUNTRY, year, year)
        totals, municipalities = rollout.tranche_totals(data), len(regions.municipalities())
        if share is None or totals.empty:
            missing = "aandeel gemeenten met een coalitie" if share is None else "aantal gemeenten per tranche"
            return untestable(claim, f"Er is geen {missing} in {year}.")
        in_tranches = int(totals["value"].sum())
        have = "gemeente heeft" if in_tranches == 1 else "gemeenten hebben"
        number = dutch.number(in_tranches, 0)
        text = f"{number} {have} een tranche; Nederland heeft er {dutch.number(municipalities, 0)}."
        if share.value >= statistics.SCALE[share.indicator.unit]:
            outcome = Outcome.HOLDS
        else:
            outcome = Outcome.PARTLY if in_tranches >= municipalities else Outcome.FAILS
        explanation = {
            Outcome.HOLDS: "Volgens de monitor heeft elke gemeente een coalitie.",
            Outcome.PARTLY: "Elke gemeente heeft een tranche, maar volgens de monitor niet elke gemeente een coalitie. "
            "Een tranche zegt wanneer een gemeente instapte. Hoe de monitor telde staat niet in de bron.",
            Outcome.FAILS: "Niet elke gemeente heeft een tranche, en volgens de monitor ook niet elke een coalitie.",
        }[outcome]
        text += f" {figures.statement(share)}."
        return checked(claim, text, outcome, explanation, [*totals["source"], share.source])

    return rule


def counted_again(way: Count, akin: Count, stated: int) -> Rule:
    """So many municipalities, by a second count of the same.

    way: of counting. Holds: another document counts as many. Fails: another document counts otherwise on the same
    date. Untestable: there is no second count, or only one of another moment or of something else (`akin`).
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        rows = data.table("counts")
        same_document = _of_the_document(rows, way, claim.source)
        dates = set(rows.loc[same_document, "date"]) - {""}
        second = rows[~same_document & (rows["id"] == way.id)]
        second = second[second["value"] == stated] if (second["value"] == stated).any() else second
        related = _latest(rows[rows["id"] == akin.id])
        sources = [*second["source"], *related["source"]]
        if not sources:
            return untestable(claim, "Er is geen tweede telling om het aantal mee te vergelijken.")
        text = _counts_in_words(data, pd.concat([second, related]))
        agrees = bool((second["value"] == stated).any())
        if agrees or second["date"].isin(dates).any():
            otherwise = "Een ander document telt er op die dag anders."
            explanation = "Een ander document telt er evenveel." if agrees else otherwise
            return checked(claim, text, outcome_of(int(agrees), 1), explanation, sources)
        reasons = ["Hetzelfde is alleen op een ander moment geteld."] if len(second) else []
        if len(related):
            reasons.append(
                "Dat is een andere telling: meedoen aan de impuls is iets anders dan werken in een coalitie. De twee "
                "aantallen hoeven niet gelijk te zijn."
            )
        return untestable(claim, " ".join(reasons), text, sources)

    return rule


def _of_the_document(rows: pd.DataFrame, way: Count, source: str) -> "pd.Series[bool]":
    """Which counts are counted in this way by the document of a source."""
    return (rows["id"] == way.id) & (rows["source"].map(document) == document(source))


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts without a date, as they stand now; where there are none, those of the latest date."""
    date = "" if "" in set(rows["date"]) else rows["date"].max()
    return rows[rows["date"] == date]


def _counts_in_words(data: Snapshot, rows: pd.DataFrame) -> str:
    columns = ["source", "value", "what", "date"]
    return " ".join(
        f"{dutch.capital(publisher(data, source))} komt op {dutch.number(number, 0)} bij “{dutch.dated(name, date)}”."
        for source, number, name, date in rows[columns].itertuples(index=False)
    )


def same_share(way: Count, indicator: str, year: int) -> Rule:
    """A number of municipalities and a share of them in one document say the same, in whole percents.

    way: of counting; indicator: that of the share.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        rows = data.table("counts")
        rows = rows[_of_the_document(rows, way, claim.source)]
        share = figures.latest(data, indicator, regions.COUNTRY, year, year)
        if rows.empty or share is None:
            return untestable(claim, f"Er is geen {'aantal' if rows.empty else f'aandeel in {year}'} van {way.name}.")
        latest = rows.sort_values("date").iloc[-1]
        municipalities = len(regions.municipalities())
        percent = dutch.rounded(100 * float(latest["value"]) / municipalities, 0)
        text = (
            f"{dutch.number(latest['value'], 0)} van de {dutch.number(municipalities, 0)} gemeenten is "
            f"{dutch.number(percent, 0)}%; de monitor noemt {dutch.number(share.value, 0)}% in {share.year}."
        )
        agrees = percent == dutch.rounded(share.value, 0)
        explanation = f"Het aantal en het percentage passen {'' if agrees else 'niet '}bij elkaar."
        return checked(claim, text, outcome_of(int(agrees), 1), explanation, [latest["source"], share.source])

    return rule


def doubled(way: Count, before: int, after: int) -> Rule:
    """A count of Haarlem doubled. Holds: about twice as many. Partly: more, but not that. Fails: not more.

    way: of counting; before, after: the two years.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        rows = data.table("counts")
        rows = rows[(rows["id"] == way.id) & (rows["region"] == HAARLEM) & (rows["value"] > 0)]
        by_year = {year: rows[rows["date"].str.startswith(str(year))] for year in (before, after)}
        missing = [str(year) for year, counted in by_year.items() if counted.empty]
        if missing:
            municipality = regions.name(HAARLEM)
            return untestable(
                claim, f"Er is geen aantal {way.name} in {municipality} bekend over {dutch.listing(missing)}."
            )
        old, new = (float(counted["value"].iloc[-1]) for counted in by_year.values())
        verb = "was het er" if old == 1 else "waren het er"
        text = f"In {before} {verb} {dutch.number(old, 0)}, in {after} {dutch.number(new, 0)}."
        outcome = Outcome.HOLDS if dutch.rounded(new / old, 0) == 2 else outcome_of(int(new > old), 2)
        explanation = f"Dat is {dutch.number(new / old)} keer zoveel."
        sources = [*by_year[before]["source"], *by_year[after]["source"]]
        return checked(claim, text, outcome, explanation, sources)

    return rule
