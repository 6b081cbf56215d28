"""What the documents say beside what the figures say: claims in our own words, and a verdict made by a rule.

Knows figures, verdicts and sources, not how anything is drawn. A claim is fixed, for a document is; everything a
check says is computed from the tables when it is asked for, so that a release that changes a figure changes the
verdict. Whether a difference can be chance is never decided here but in statistics.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from ks_data import statistics, store
from ks_data.answers import budgets, citations, comparison, denominators, figures, programme, rollout
from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.language import dutch
from ks_data.statistics import Verdict

HAARLEM = "GM0392"
"""The municipality that the documents are about, whichever the app starts with."""
BIRTH_YEARS = 5
"""Over how many of the latest years a usual number of births is taken."""


class Outcome(StrEnum):
    """What becomes of a claim; the value is the Dutch word, the order is that of what a reader should see first."""

    FAILS = "klopt niet"
    PARTLY = "klopt deels"
    UNTESTABLE = "niet te toetsen"
    HOLDS = "klopt"

    @property
    def symbol(self) -> str:
        """A mark that tells an outcome without colour."""
        return {Outcome.FAILS: "✗", Outcome.PARTLY: "◐", Outcome.UNTESTABLE: "○", Outcome.HOLDS: "✓"}[self]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says.

    says: a paraphrase of our own. source: the key of the place where it says so. about: the subject, in words.
    rule: how it is checked. repeated: how the programme says the same, as a pattern; empty when it does not.
    """

    id: str
    says: str
    source: str
    about: str
    rule: Callable[["Claim"], "Check"] = field(repr=False)
    repeated: str = ""

    def check(self) -> "Check":
        """The claim against the figures as they are now; a table that cannot be read makes it untestable."""
        if store.fictitious():
            return _untestable(self, "De cijfers zijn nu verzonnen. Daaraan is een echt document niet te toetsen.")
        try:
            return self.rule(self)
        except DataError as error:
            return _untestable(self, str(error))


@dataclass(frozen=True, slots=True)
class Check:
    """What the figures say of a claim.

    figures: one or two sentences with the figures; empty when there are none. explanation: why the verdict is what it
    is. sources: keys of the sources of the figures. chance: of a difference, whether it can be chance; else empty.
    """

    claim: Claim
    figures: str
    verdict: Outcome
    explanation: str
    sources: tuple[str, ...]
    chance: str = ""

    @property
    def words(self) -> str:
        """ "✓ klopt, maar het verschil kan toeval zijn"."""
        return f"{self.verdict.symbol} {self.verdict}{f', {self.chance}' if self.chance else ''}"


def checks() -> list[Check]:
    """Every claim against the figures: what does not hold first, in the order of `CLAIMS` within a verdict."""
    order = list(Outcome)
    return sorted((claim.check() for claim in CLAIMS), key=lambda check: order.index(check.verdict))


def repeated(text: str) -> list[Check]:
    """The checks of the claims that a text of the programme repeats."""
    return [claim.check() for claim in CLAIMS if claim.repeated and re.search(claim.repeated, text, re.IGNORECASE)]


def finding(found: Sequence[Check]) -> str:
    """How many of the claims do not hold, as a title."""
    wrong = sum(check.verdict in (Outcome.FAILS, Outcome.PARTLY) for check in found)
    if not wrong:
        return f"Geen van de {len(found)} beweringen wordt door de cijfers tegengesproken"
    return f"{wrong} van de {len(found)} beweringen {'klopt' if wrong == 1 else 'kloppen'} niet of maar deels"


def tally(found: Sequence[Check]) -> str:
    """How many claims have which verdict: "✗ klopt niet: 2 · ◐ klopt deels: 3 · …"."""
    counted = ((outcome, sum(check.verdict == outcome for check in found)) for outcome in Outcome)
    return " · ".join(f"{outcome.symbol} {outcome}: {number}" for outcome, number in counted)


def download(found: Sequence[Check]) -> pd.DataFrame:
    """The checks as they are saved: id, about, says, document, figures, verdict, chance, explanation, sources."""
    return pd.DataFrame(
        [
            {
                "id": check.claim.id,
                "about": check.claim.about,
                "says": check.claim.says,
                "document": citations.citation(check.claim.source),
                "figures": check.figures,
                "verdict": str(check.verdict),
                "chance": check.chance,
                "explanation": check.explanation,
                "sources": "; ".join(map(citations.citation, check.sources)),
            }
            for check in found
        ]
    )


# ---- rules

Rule = Callable[[Claim], Check]


def _checked(claim: Claim, said: str, verdict: Outcome, why: str, sources: Iterable[str], chance: str = "") -> Check:
    return Check(claim, said, verdict, why, tuple(dict.fromkeys(sources)), chance)


def _untestable(claim: Claim, why: str, said: str = "", sources: Iterable[str] = ()) -> Check:
    return _checked(claim, said, Outcome.UNTESTABLE, why, sources)


def _by_number(right: int, of: int) -> Outcome:
    """All of it right: holds; nothing right: fails; else partly."""
    return Outcome.HOLDS if right == of else Outcome.PARTLY if right else Outcome.FAILS


def _beside_the_country(indicator: str, way: int, first: int, last: int) -> Rule:
    """Haarlem lies below (way -1) or above (1) the country in every year from first to last.

    Holds: in all these years. Fails: in none. Partly: in some. A year without both figures is a year in which it is
    not shown. The values are compared as published; whether a difference can be chance stands beside the verdict.
    """

    def rule(claim: Claim) -> Check:
        years = figures.years_with(indicator, HAARLEM)
        compared = {year: comparison.latest(indicator, HAARLEM, regions.COUNTRY, year, year) for year in years}
        both = {year: one for year, one in compared.items() if one and one.other}
        within = {year: one for year, one in both.items() if first <= year <= last}
        later = {year: one for year, one in both.items() if year > last}
        here, there = regions.name(HAARLEM), regions.name(regions.COUNTRY)
        if not within:
            why = f"Er is geen jaar van {first} tot en met {last} met een cijfer van {here} en van {there}."
            return _untestable(claim, why)
        asked, right = last - first + 1, sum(_side(one) == way for one in within.values())
        verdict = _by_number(right, asked)
        said = [f"Het klopt in {right} van de {asked} jaren."] if verdict == Outcome.PARTLY else []
        said.append(_where(within))
        missing = [str(year) for year in range(first, last + 1) if year not in within]
        if missing:
            said.append(f"Voor {dutch.listing(missing)} zijn niet beide cijfers bekend.")
        chance, in_full = _chance(list(within.values()))
        said.append(in_full)
        if later:
            said.append(f"Later: {_where(later)} Daar gaat de bewering niet over.")
        if verdict == Outcome.HOLDS and chance == _CAN_BE:
            chance = f"maar {chance}"
        cited = [figure.source for one in within.values() for figure in (one.own, one.other) if figure]
        return _checked(claim, _figures(within), verdict, " ".join(said), cited, chance)

    return rule


def _values(found: comparison.Comparison) -> tuple[float, float]:
    """The two values as published: of the region, and of what it is compared with."""
    digits = found.own.indicator.decimals
    return dutch.rounded(found.own.value, digits), dutch.rounded((found.other or found.own).value, digits)


def _side(found: comparison.Comparison) -> int:
    """-1 below what it is compared with, 0 the same, 1 above."""
    own, other = _values(found)
    return (own > other) - (own < other)


def _where(found: Mapping[int, comparison.Comparison]) -> str:
    """ "Haarlem lag in 2019 onder Nederland en in 2017 en 2018 boven Nederland."."""
    there = regions.name(regions.COUNTRY)
    clauses = []
    for side, words in ((-1, f"onder {there}"), (1, f"boven {there}"), (0, f"gelijk met {there}")):
        years = [str(year) for year, one in found.items() if _side(one) == side]
        if years:
            clauses.append(f"in {dutch.listing(years)} {words}")
    return f"{regions.name(HAARLEM)} lag {dutch.listing(clauses)}."


def _figures(found: Mapping[int, comparison.Comparison]) -> str:
    """The latest year as a sentence, the years before it as pairs of numbers."""
    *before, latest = found.values()
    pairs = []
    for one in before:
        indicator = one.own.indicator
        own, other = (figures.amount(indicator, value).removesuffix(" per 1.000") for value in _values(one))
        pairs.append(f"{own} tegen {other} in {one.own.year}")
    earlier = f" Eerder was het {dutch.listing(pairs)}." if pairs else ""
    return comparison.statement(latest) + earlier


_CAN_BE = "het verschil kan toeval zijn"


def _chance(found: Sequence[comparison.Comparison]) -> tuple[str, str]:
    """Whether the differences can be chance, in a few words and in a sentence; the verdicts are those of statistics."""
    tested = [one for one in found if one.difference.verdict != Verdict.NOT_TESTABLE]
    beyond = [one for one in tested if one.difference.verdict != Verdict.NO_DIFFERENCE]
    if not tested:
        reason = figures.REASONS[found[-1].difference.reason]
        return "toeval is niet te toetsen", f"Of het verschil toeval is, is niet te toetsen: {reason}."
    many = len(tested) > 1
    of_those = "die jaren" if len(tested) == len(found) else "de jaren die te toetsen zijn"
    if not beyond:
        seen = comparison.certainty(tested[-1]).partition(": ")[2]  # what these numbers could show
        when = f"In geen van {of_those} is het verschil" if many else f"In {tested[0].own.year} is het verschil niet"
        return _CAN_BE, f"{when} groter dan door toeval te verwachten: {seen}"
    given = f", {beyond[-1].own.assumption}" if beyond[-1].own.assumption else ""
    words = f"het verschil groter dan door toeval te verwachten{given}."
    years = dutch.listing([str(one.own.year) for one in beyond])
    if len(beyond) < len(found):
        return f"in {years} meer dan toeval", f"Alleen in {years} is {words}"
    return "meer dan toeval", f"In elk van die jaren is {words}" if many else f"In {years} is {words}"


def _rises(indicator: str, last: int) -> Rule:
    """A figure of Haarlem rises up to a year, by the recent trend of statistics.

    Holds: rising. Fails: falling. Untestable: no change that can be shown, which disproves nothing, or no trend.
    """

    def rule(claim: Claim) -> Check:
        years = [year for year in figures.years_with(indicator, HAARLEM) if year <= last]
        found = comparison.latest(indicator, HAARLEM, regions.COUNTRY, years[0], last) if years else None
        if found is None:
            return _untestable(claim, f"Voor {regions.name(HAARLEM)} is er geen cijfer tot en met {last}.")
        said = f"{figures.statement(found.own)}."
        if found.first:
            said += f" In {found.first.year} was dat {figures.amount(found.first.indicator, found.first.value)}."
        known = {"rising": Outcome.HOLDS, "falling": Outcome.FAILS}
        verdict = known.get(found.trend.direction, Outcome.UNTESTABLE)
        why = comparison.recent_trend(found.own.indicator, HAARLEM, found.trend)
        return _checked(claim, said, verdict, why, [one.source for one in (found.own, found.first) if one])

    return rule


def _usual_births(stated: int) -> Rule:
    """About so many children are born a year. Holds: the mean of the latest years (CBS), in whole hundreds, is it."""

    def rule(claim: Claim) -> Check:
        rows = figures.yearly(denominators.LIVE_BIRTHS)
        rows = rows[(rows["region"] == HAARLEM) & rows["value"].notna()].tail(BIRTH_YEARS)
        name, years = regions.name(HAARLEM), [int(year) for year in rows["year"]]
        if not years:
            return _untestable(claim, f"Er is geen aantal levend geboren kinderen van {name}.")
        mean = dutch.rounded(float(rows["value"].mean()), 0)
        verb, children = ("werd", "kind") if mean == 1 else ("werden", "kinderen")
        number = dutch.number(mean, 0) if len(years) == 1 else f"gemiddeld {dutch.number(mean, 0)}"
        yearly = "" if len(years) == 1 else " per jaar"
        said = f"In {dutch.years(years)} {verb} in {name} {number} {children}{yearly} levend geboren."
        hundreds = int(dutch.rounded(mean / 100, 0) * 100)
        verdict = _by_number(int(hundreds == stated), 1)
        why = f"Afgerond op honderdtallen is dat {dutch.number(hundreds, 0)}"
        why += "." if verdict == Outcome.HOLDS else f", niet {dutch.number(stated, 0)}."
        return _checked(claim, said, verdict, why, rows["source"])

    return rule


def _budget_adds_up(year: int) -> Rule:
    """The budget lines add up to the total that the document gives, to the cent."""

    def rule(claim: Claim) -> Check:
        lines, control = budgets.budget_lines(HAARLEM, year), budgets.control_total(HAARLEM, year)
        if lines.empty or control is None:
            missing = "zijn geen posten" if lines.empty else "is geen totaal"
            return _untestable(claim, f"Er {missing} van de begroting {year} van {regions.name(HAARLEM)}.")
        total = float(lines["amount_eur"].sum())
        terms = [dutch.euro(amount) for amount in lines["amount_eur"]]
        together = f"De enige post is {terms[0]}"
        if len(terms) > 1:
            together = f"De {len(terms)} posten zijn samen {' + '.join(terms)} = {dutch.euro(total)}"
        gap = dutch.rounded(abs(total - control), 2)
        why = f"Dat scheelt {dutch.euro(gap)}." if gap else "Dat is gelijk."
        totals = store.load("totals")
        totals = totals[(totals["kind"] == "budget") & (totals["region"] == HAARLEM) & (totals["period"] == str(year))]
        said = f"{together}; het genoemde totaal is {dutch.euro(control)}."
        return _checked(claim, said, _by_number(int(not gap), 1), why, [*lines["source"], *totals["source"]])

    return rule


def _tranches_are_all(claim: Claim) -> Check:
    """The municipalities of the tranches together are as many as there are municipalities."""
    totals, towns = rollout.tranche_totals(), len(regions.municipalities())
    if totals.empty:
        return _untestable(claim, "Er zijn geen aantallen gemeenten per tranche.")
    numbers = [int(value) for value in totals["value"]]
    together = sum(numbers)
    terms = " + ".join(dutch.number(number, 0) for number in numbers)
    terms += f" = {dutch.number(together, 0)}" if len(numbers) > 1 else ""
    said = f"De aantallen per tranche zijn samen {terms}; Nederland heeft {dutch.number(towns, 0)} gemeenten."
    why = "Dat is gelijk." if together == towns else f"Dat scheelt {dutch.number(abs(together - towns), 0)}."
    return _checked(claim, said, _by_number(int(together == towns), 1), why, totals["source"])


def _coalition_everywhere(year: int) -> Rule:
    """Every municipality has a place on the map of coalitions, and so a coalition.

    Holds: the monitor counts a coalition in all of them. Partly: all have a tranche, not all a coalition. Fails:
    neither.
    """

    def rule(claim: Claim) -> Check:
        share = figures.latest("municipalities_with_coalition_percent", regions.COUNTRY, year, year)
        totals, towns = rollout.tranche_totals(), len(regions.municipalities())
        if share is None or totals.empty:
            what = "aandeel gemeenten met een coalitie" if share is None else "aantal gemeenten per tranche"
            return _untestable(claim, f"Er is geen {what} in {year}.")
        placed = int(totals["value"].sum())
        have = "gemeente heeft" if placed == 1 else "gemeenten hebben"
        said = f"{dutch.number(placed, 0)} {have} een tranche; Nederland heeft er {dutch.number(towns, 0)}."
        everywhere = share.value >= statistics.SCALE[share.indicator.unit]
        verdict = Outcome.HOLDS if everywhere else Outcome.PARTLY if placed >= towns else Outcome.FAILS
        why = {
            Outcome.HOLDS: "Volgens de monitor heeft elke gemeente een coalitie.",
            Outcome.PARTLY: "Elke gemeente heeft een tranche, maar volgens de monitor niet elke gemeente een coalitie. "
            "Een tranche zegt wanneer een gemeente instapte. Hoe de monitor telde staat niet in de bron.",
            Outcome.FAILS: "Niet elke gemeente heeft een tranche, en volgens de monitor ook niet elke een coalitie.",
        }[verdict]
        told = f"{said} {figures.statement(share)}."
        return _checked(claim, told, verdict, why, [*totals["source"], share.source])

    return rule


def _counted(what: str, akin: str, stated: int) -> Rule:
    """So many municipalities, by a second count of the same.

    Holds: another document counts as many. Fails: another document counts otherwise on the same date. Untestable:
    there is no second count, or only one of another moment or of something else (`akin`).
    """

    def rule(claim: Claim) -> Check:
        rows = store.load("counts")
        own = (rows["what"] == what) & (rows["source"].map(document) == document(claim.source))
        dates = set(rows.loc[own, "date"]) - {""}
        again = rows[~own & (rows["what"] == what)]
        again = again[again["value"] == stated] if (again["value"] == stated).any() else again
        other = rows[rows["what"] == akin]
        other = other[other["date"] == ("" if "" in set(other["date"]) else other["date"].max())]  # the latest known
        cited = [*again["source"], *other["source"]]
        if not cited:
            return _untestable(claim, "Er is geen tweede telling om het aantal mee te vergelijken.")
        beside = pd.concat([again, other])
        said = " ".join(
            f"{dutch.capital(_publisher(source))} komt op {dutch.number(value, 0)} bij “{dutch.dated(name, date)}”."
            for source, value, name, date in beside[["source", "value", "what", "date"]].itertuples(index=False)
        )
        agrees = bool((again["value"] == stated).any())
        if agrees or again["date"].isin(dates).any():
            why = "Een ander document telt er evenveel." if agrees else "Een ander document telt er op die dag anders."
            return _checked(claim, said, _by_number(int(agrees), 1), why, cited)
        parts = ["Hetzelfde is alleen op een ander moment geteld."] if len(again) else []
        if len(other):
            parts.append(
                "Dat is een andere telling: meedoen aan de impuls is iets anders dan werken in een coalitie. De twee "
                "aantallen hoeven niet gelijk te zijn."
            )
        return _untestable(claim, " ".join(parts), said, cited)

    return rule


def _same_share(what: str, indicator: str, year: int) -> Rule:
    """A number of municipalities and a share of them in one document say the same, in whole percents."""

    def rule(claim: Claim) -> Check:
        rows = store.load("counts")
        rows = rows[(rows["what"] == what) & (rows["source"].map(document) == document(claim.source))]
        share = figures.latest(indicator, regions.COUNTRY, year, year)
        if rows.empty or share is None:
            return _untestable(claim, f"Er is geen {'aantal' if rows.empty else f'aandeel in {year}'} van {what}.")
        latest = rows.sort_values("date").iloc[-1]
        towns = len(regions.municipalities())
        percent = dutch.rounded(100 * float(latest["value"]) / towns, 0)
        said = (
            f"{dutch.number(latest['value'], 0)} van de {dutch.number(towns, 0)} gemeenten is "
            f"{dutch.number(percent, 0)}%; de monitor noemt {dutch.number(share.value, 0)}% in {share.year}."
        )
        agrees = percent == dutch.rounded(share.value, 0)
        why = f"Het aantal en het percentage passen {'' if agrees else 'niet '}bij elkaar."
        return _checked(claim, said, _by_number(int(agrees), 1), why, [latest["source"], share.source])

    return rule


def _date(stated: str, event: str, item: str) -> Rule:
    """Something happened on a date, beside the dates that other places give.

    event, item: patterns of the events and of the budget lines that are about the same. Holds: all other places give
    the same date. Fails: none does. Partly: some do. Untestable: no other place gives one.
    """

    def rule(claim: Claim) -> Check:
        events, lines = store.load("events"), store.load("budget").rename(columns={"from_date": "date"})
        events = events[events["what"].str.contains(event, case=False)]
        lines = lines[lines["item"].str.contains(item, case=False) & (lines["date"] != "")]
        rows = pd.concat([part[["date", "source"]] for part in (events, lines)]).drop_duplicates()
        rows = rows[rows["source"] != claim.source].sort_values(["date", "source"])
        if rows.empty:
            return _untestable(claim, "Geen andere plaats in de bronnen noemt een datum.")
        said = " ".join(
            f"{dutch.capital(dutch.date(str(date)))} staat in {dutch.listing([_place(key) for key in part['source']])}."
            for date, part in rows.groupby("date")
        )
        verdict = _by_number(sum(_same_date(stated, date) for date in rows["date"]), len(rows))
        others = f"De andere {'plaats in de bronnen noemt' if len(rows) == 1 else 'plaatsen in de bronnen noemen'}"
        why = {
            Outcome.HOLDS: f"{others} ook {dutch.date(stated)}.",
            Outcome.PARTLY: f"Niet alle andere plaatsen in de bronnen noemen {dutch.date(stated)}.",
            Outcome.FAILS: f"{others} een andere datum dan {dutch.date(stated)}.",
        }[verdict]
        return _checked(claim, said, verdict, why, rows["source"])

    return rule


def _same_date(one: str, two: str) -> bool:
    """Whether two dates can be the same; one of them may be only a month or a year."""
    return one.startswith(two) or two.startswith(one)


def _roughly(stated: int, until: int, *indicators: str) -> Rule:
    """About so many percent of the children, beside the latest figures that may be meant, in whole percents.

    Holds: all of them give it. Fails: none does. Partly: some do.
    """

    def rule(claim: Claim) -> Check:
        first = min(figures.span()[0], until) if len(store.load("observations")) else until
        latest = (figures.latest(one, regions.COUNTRY, first, until) for one in indicators)
        found = [figure for figure in latest if figure]
        if not found:
            return _untestable(claim, f"Er is geen landelijk cijfer tot en met {until} om mee te vergelijken.")
        percents = [dutch.rounded(100 * one.value / statistics.SCALE[one.indicator.unit], 0) for one in found]
        said = " ".join(
            f"“{one.indicator.name}” was {figures.amount(one.indicator, one.value)} in {one.year}." for one in found
        )
        rounded = dutch.listing([f"{dutch.number(percent, 0)}%" for percent in percents])
        why = f"Afgerond is dat {rounded}. Het document zegt niet wat het telt en over welk jaar"
        why += ", en de definities van deze cijfers verschillen." if len(found) > 1 else "."
        right = sum(percent == stated for percent in percents)
        return _checked(claim, said, _by_number(right, len(found)), why, [one.source for one in found])

    return rule


def _doubled(what: str, before: int, after: int) -> Rule:
    """A count of Haarlem doubled. Holds: about twice as many. Partly: more, but not that. Fails: not more."""

    def rule(claim: Claim) -> Check:
        rows = store.load("counts")
        rows = rows[(rows["what"].str.casefold() == what) & (rows["region"] == HAARLEM) & (rows["value"] > 0)]
        parts = {year: rows[rows["date"].str.startswith(str(year))] for year in (before, after)}
        missing = [str(year) for year, part in parts.items() if part.empty]
        if missing:
            where = regions.name(HAARLEM)
            return _untestable(claim, f"Er is geen aantal {what} in {where} bekend over {dutch.listing(missing)}.")
        old, new = (float(part["value"].iloc[-1]) for part in parts.values())
        verb = "was het er" if old == 1 else "waren het er"
        said = f"In {before} {verb} {dutch.number(old, 0)}, in {after} {dutch.number(new, 0)}."
        verdict = Outcome.HOLDS if dutch.rounded(new / old, 0) == 2 else _by_number(int(new > old), 2)
        why = f"Dat is {dutch.number(new / old)} keer zoveel."
        return _checked(claim, said, verdict, why, [*parts[before]["source"], *parts[after]["source"]])

    return rule


def document(source: str) -> str:
    """The document of a source key, which may name a place in it: "kamerbrief-2022/doel" is in "kamerbrief-2022"."""
    return source.partition("/")[0]


def _listed(source: str) -> dict[str, str]:
    """The row of a source; nothing when it is not listed."""
    rows = store.load("sources")
    return next(iter(rows[rows["source"] == source].to_dict("records")), {})


def _publisher(source: str) -> str:
    return _listed(source).get("publisher", source)


def _place(source: str) -> str:
    """A source as it is named within a sentence: “Presentatie Kansrijke Start, Resultaten” (Ministerie van VWS)."""
    about = _listed(source)
    if not about:
        return source
    return f"“{', '.join(filter(None, (about['title'], about['section'])))}” ({about['publisher']})"


# ---- the claims

_ANNEX = "haarlem-bijlage-2022"
_ANNEX_FIGURES = f"{_ANNEX}/2-haarlem-in-cijfers"
_MAP = "vws-presentatie-2024/kaart-lokale-coalities"
_EARLY = "antenatal_care_before_10w_percent"
_PRETERM = "preterm_or_low_birthweight_per_1000"

CLAIMS = (
    Claim(
        "mortality-below-national",
        "In Haarlem sterven rond de geboorte minder kinderen dan landelijk.",
        _ANNEX_FIGURES,
        "Sterfte rond de geboorte",
        _beside_the_country("perinatal_mortality_24w_7d_per_1000", -1, 2017, 2019),
    ),
    Claim(
        "preterm-or-light-below-national",
        "In Haarlem worden minder kinderen te vroeg of te licht geboren dan landelijk.",
        _ANNEX_FIGURES,
        "Te vroeg of te licht geboren",
        _beside_the_country(_PRETERM, -1, 2017, 2019),
    ),
    Claim(
        "early-care-above-national",
        "Zwangeren in Haarlem zijn vaker voor week 10 in zorg dan landelijk.",
        _ANNEX_FIGURES,
        "Vroeg in zorg",
        _beside_the_country(_EARLY, 1, 2017, 2019),
    ),
    Claim(
        "early-care-rising",
        "Zwangeren in Haarlem lijken zich steeds eerder te melden.",
        _ANNEX_FIGURES,
        "Vroeg in zorg",
        _rises(_EARLY, 2021),
    ),
    Claim(
        "false-start-16-percent",
        "Rond 16% van de kinderen in Nederland begint met een ‘valse start’.",
        "haarlem-nota-2022/2-kernboodschap",
        "Valse start",
        _roughly(16, 2022, _PRETERM, "monitor_preterm_or_low_birthweight_percent"),
    ),
    Claim(
        "births-about-1900",
        "In Haarlem worden ongeveer 1.900 kinderen per jaar geboren.",
        _ANNEX_FIGURES,
        "Geboren kinderen",
        _usual_births(1900),
    ),
    Claim(
        "budget-adds-up",
        "De posten van de begroting 2022 zijn samen het totaal.",
        f"{_ANNEX}/1-kosten",
        "Begroting",
        _budget_adds_up(2022),
    ),
    Claim(
        "home-visits-from-1-june-2022",
        "Vanaf 1 juni 2022 moet elke gemeente prenatale huisbezoeken aanbieden.",
        f"{_ANNEX}/4-projecten",
        "Prenatale huisbezoeken",
        _date(
            "2022-06-01",
            r"prenataal huisbezoek.*(?:verplicht|wettelijk)",
            r"prenatale? huisbezoek|prenataal huisbezoek",
        ),
        "prenataal huisbezoek verplicht aanbod",
    ),
    Claim(
        "home-visits-doubled",
        "In 2021 waren er in Haarlem twee keer zoveel prenatale huisbezoeken als in 2020.",
        f"{_ANNEX}/4-5",
        "Prenatale huisbezoeken",
        _doubled("prenatale huisbezoeken", 2020, 2021),
        "twee keer zoveel bezoeken|verdubbeling prenatale huisbezoeken",
    ),
    Claim(
        "launched-in-april-2019",
        "Het ministerie lanceerde het actieprogramma in april 2019.",
        f"{_ANNEX}/1-inleiding",
        "Begin van het programma",
        _date("2019-04", r"actieprogramma gelanceerd", r"(?!)"),
        "actieprogramma gelanceerd in een landelijke bijeenkomst",
    ),
    Claim(
        "tranches-are-all-municipalities",
        "De vier tranches zijn op 1 januari 2023 samen alle gemeenten.",
        _MAP,
        "Aantal gemeenten",
        _tranches_are_all,
    ),
    Claim(
        "coalition-in-every-municipality",
        "Elke gemeente staat in 2023 op de kaart van lokale coalities.",
        _MAP,
        "Aantal gemeenten",
        _coalition_everywhere(2023),
    ),
    Claim(
        "coalitions-in-272-municipalities",
        "In 272 gemeenten werken partners samen in een lokale coalitie.",
        "kamerbrief-2022/brief-aan-de-kamer",
        "Aantal gemeenten",
        _counted(programme.COALITIONS, programme.IMPULSE, 272),
    ),
    Claim(
        "impulse-in-275-municipalities",
        "Aan de impuls Kansrijke Start doen 275 gemeenten mee.",
        "pharos-stimuleringsprogramma/voorbeeldtekst-coalitieakkoord",
        "Aantal gemeenten",
        _counted(programme.IMPULSE, programme.COALITIONS, 275),
    ),
    Claim(
        "nu-niet-zwanger-279-is-82-percent",
        "Nu Niet Zwanger is er in 279 gemeenten, en de monitor komt op 82%.",
        "vws-presentatie-2024/resultaten-actieprogramma",
        "Nu Niet Zwanger",
        _same_share(programme.NU_NIET_ZWANGER, "municipalities_with_nu_niet_zwanger_percent", 2024),
    ),
)
"""All claims, in the order of the subjects."""
