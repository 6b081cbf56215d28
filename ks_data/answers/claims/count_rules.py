"""Rules that hold a claim against counts: of municipalities in tranches and coalitions, and of home visits."""

from collections.abc import Sequence

import pandas as pd

from ks_data import statistics
from ks_data.answers import figures, inferred, rollout
from ks_data.answers.citations import document, publisher
from ks_data.answers.claims.claim import HAARLEM, Check, Claim, Outcome, Rule, checked, outcome_of, untestable
from ks_data.catalogue import mergers, regions
from ks_data.catalogue.counts import Count
from ks_data.language import dutch
from ks_data.store import Snapshot


def tranches_are_all(data: Snapshot, claim: Claim) -> Check:
    """The municipalities of the tranches together are as many as there were municipalities on that day."""
    totals = rollout.tranche_totals(data)
    if totals.empty:
        return untestable(claim, "Er zijn geen aantallen gemeenten per tranche.")
    day = str(totals["period"].iloc[0])
    total, municipalities = int(totals["value"].sum()), _municipalities(day)
    text = (
        f"De aantallen per tranche zijn samen {_sum(totals)}; Nederland had er op {dutch.date(day)} "
        f"{dutch.number(municipalities, 0)}."
    )
    gap = dutch.number(abs(total - municipalities), 0)
    explanation = "Dat is gelijk." if total == municipalities else f"Dat scheelt {gap}."
    return checked(claim, text, outcome_of(int(total == municipalities), 1), explanation, totals["source"])


def _sum(totals: pd.DataFrame) -> str:
    """ "96 + 49 = 145"; of one number, itself."""
    numbers = [int(number) for number in totals["value"]]
    terms = " + ".join(dutch.number(number, 0) for number in numbers)
    return f"{terms} = {dutch.number(sum(numbers), 0)}" if len(numbers) > 1 else terms


def _municipalities(date: str) -> int:
    """How many municipalities there were in the year of a date; those of now where it is not given."""
    return len(mergers.municipalities_in(int(date[:4])) if date else regions.municipalities())


def enrolled(stated: int, year: int, keys: Sequence[str]) -> Rule:
    """So many municipalities enrolled in a year for some tranches, beside their published number of a later day.

    Between the two, municipalities were merged. By how many fewer there are so, the list of who could enrol says: at
    the borders of that year and of that day. Holds: as many, or fewer by no more than that. Fails: another number.
    Untestable: another number, and there is no list.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        totals = rollout.tranche_totals(data)
        totals = totals[totals["key"].isin(keys)]
        if len(totals) < len(keys):
            return untestable(claim, f"Er is geen aantal gemeenten van tranche {dutch.listing(list(keys))}.")
        day, total = str(totals["period"].iloc[0]), int(totals["value"].sum())
        then, later = (inferred.listed_on(data, date) for date in (f"{year}-01-01", day))
        text = f"Tranche {dutch.listing(list(keys))} zijn samen {_sum(totals)} (stand van {dutch.date(day)})."
        gap, sources = stated - total, list(totals["source"])
        if then:
            sources += list(data.table("gids")["source"].drop_duplicates())
            before, after = (dutch.number(len(codes), 0) for codes in (then, later))
            text += (
                " Op de lijst van wie mee kon doen (geld voor Gezond in de stad) staan er "
                f"{before} met de grenzen van {year}, en {after} met die van {day[:4]}."
            )
        if not gap:
            return checked(claim, text, Outcome.HOLDS, "Dat is gelijk.", sources)
        difference = f"Dat scheelt {dutch.number(abs(gap), 0)}"
        if not then:
            return untestable(claim, f"{difference}; hoeveel gemeenten zijn samengevoegd weten we niet.", text, sources)
        merged = len(then) - len(later)
        if 0 < gap <= merged:
            explanation = (
                f"{difference}. Door samenvoegen staan er op de lijst ook {merged} minder: de aantallen passen bij "
            )
            return checked(claim, text, Outcome.HOLDS, f"{explanation}elkaar.", sources)
        explanation = (
            f"{difference}. Door samenvoegen staan er op de lijst maar {merged} minder: dat verklaart het niet."
        )
        return checked(claim, text, Outcome.FAILS, explanation, sources)

    return rule


def coalition_everywhere(year: int) -> Rule:
    """Every municipality has a coalition. Holds: the monitor counts one in all of them. Fails: it does not."""

    def rule(data: Snapshot, claim: Claim) -> Check:
        share = figures.latest(data, "municipalities_with_coalition_percent", regions.COUNTRY, year, year)
        totals, municipalities = rollout.tranche_totals(data), _municipalities(str(year))
        if share is None:
            return untestable(claim, f"Er is geen aandeel gemeenten met een coalitie in {year}.")
        text, sources = f"{figures.statement(share)}.", [share.source]
        if len(totals):
            text += (
                f" De kaart ‘Lokale coalities’ geeft {dutch.number(int(totals['value'].sum()), 0)} van de "
                f"{dutch.number(municipalities, 0)} gemeenten een tranche."
            )
            sources += list(totals["source"])
        everywhere = share.value >= statistics.SCALE[share.indicator.unit]
        explanation = (
            "Volgens de monitor heeft elke gemeente een coalitie."
            if everywhere
            else "Volgens de monitor heeft niet elke gemeente een coalitie. Een tranche zegt wanneer een gemeente "
            "instapte, niet of er een coalitie is. Hoe de monitor telde staat niet in de bron."
        )
        return checked(claim, text, outcome_of(int(everywhere), 1), explanation, sources)

    return rule


def counted_again(way: Count, akin: Count, stated: int, alike: Count | None = None, share: str = "") -> Rule:
    """So many municipalities, by a second count of the same.

    way: of counting; akin: one of something else that is easily taken for it; alike: one in which the same number
    stands for something near; share: the indicator of the part of the municipalities of which the monitor says the
    same. Holds: another document counts as many. Fails: another document counts otherwise on the same date. Partly: a
    count that is alike gives the number. Untestable: there is no second count, or only one of another moment or of
    something else.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        rows = data.table("counts")
        same_document = _of_the_document(rows, way, claim.source)
        dates = set(rows.loc[same_document, "date"]) - {""}
        second = rows[~same_document & (rows["id"] == way.id)]
        second = second[second["value"] == stated] if (second["value"] == stated).any() else second
        near = rows[(rows["id"] == alike.id) & (rows["value"] == stated)] if alike else rows.head(0)
        related = _latest(rows[rows["id"] == akin.id])
        sources = [*second["source"], *near["source"], *related["source"]]
        if not sources:
            return untestable(claim, "Er is geen tweede telling om het aantal mee te vergelijken.")
        text = _counts_in_words(data, pd.concat([second, near, related]))
        monitor = figures.yearly_figures(data, share, regions.COUNTRY)[-1:] if share else []
        for newest in monitor:
            municipalities = dutch.number(newest.value * _municipalities(newest.period) / 100, 0)
            text += f" {figures.statement(newest)}; dat zijn er ongeveer {municipalities}."
            sources.append(newest.source)
        agrees = bool((second["value"] == stated).any())
        if agrees or second["date"].isin(dates).any():
            otherwise = "Een ander document telt er op die dag anders."
            explanation = "Een ander document telt er evenveel." if agrees else otherwise
            return checked(claim, text, outcome_of(int(agrees), 1), explanation, sources)
        if alike and len(near):
            explanation = (
                f"Een ander document noemt hetzelfde getal, maar telt {alike.name}, geen gemeenten. Hoe er geteld is, "
                "legt geen van beide uit."
            )
            return checked(claim, text, Outcome.PARTLY, explanation, sources)
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
        municipalities = _municipalities(str(latest["date"]))
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
    """A count of Haarlem doubled. Holds: 1,8 to 2,2 times as many. Partly: more, but not that. Fails: not more.

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
        outcome = Outcome.HOLDS if 1.8 <= dutch.rounded(new / old, 1) <= 2.2 else outcome_of(int(new > old), 2)
        explanation = f"Dat is {dutch.number(new / old)} keer zoveel."
        sources = [*by_year[before]["source"], *by_year[after]["source"]]
        return checked(claim, text, outcome, explanation, sources)

    return rule
