"""Rules that hold a claim against other places in the documents: their budget lines, totals and dates."""

import pandas as pd

from ks_data.answers import budgets
from ks_data.answers.citations import within_a_sentence
from ks_data.answers.claims.claim import HAARLEM, Check, Claim, Outcome, Rule, checked, outcome_of, untestable
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.store import Snapshot

NOTHING = r"(?!)"
"""The pattern that is nowhere."""


def budget_adds_up(year: int) -> Rule:
    """The budget lines add up to the total that the document gives, to the cent."""

    def rule(data: Snapshot, claim: Claim) -> Check:
        lines, control = budgets.budget_lines(data, HAARLEM, year), budgets.control_total(data, HAARLEM, year)
        if lines.empty or control is None:
            missing = "zijn geen posten" if lines.empty else "is geen totaal"
            return untestable(claim, f"Er {missing} van de begroting {year} van {regions.name(HAARLEM)}.")
        total = float(lines["amount_eur"].sum())
        terms = [dutch.euro(amount) for amount in lines["amount_eur"]]
        addition = f"De enige post is {terms[0]}"
        if len(terms) > 1:
            addition = f"De {len(terms)} posten zijn samen {' + '.join(terms)} = {dutch.euro(total)}"
        gap = dutch.rounded(abs(total - control), 2)
        explanation = f"Dat scheelt {dutch.euro(gap)}." if gap else "Dat is gelijk."
        totals = data.table("totals")
        totals = totals[(totals["kind"] == "budget") & (totals["region"] == HAARLEM) & (totals["period"] == str(year))]
        text = f"{addition}; het genoemde totaal is {dutch.euro(control)}."
        sources = [*lines["source"], *totals["source"]]
        return checked(claim, text, outcome_of(int(not gap), 1), explanation, sources)

    return rule


def dated(stated: str, event: str, item: str = NOTHING, untested: str = "") -> Rule:
    """Something happened on a date, beside the dates that other places give.

    event: its id. item: a pattern of the names of the budget lines that begin with it, for budgets come from files in
    which a line has only a name. untested: a sentence on what the claim says besides the date. Holds: all other places
    give a date that can be the same. Fails: none does. Partly: some do. Untestable: no other place gives one.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        events, lines = data.table("events"), data.table("budget").rename(columns={"from_date": "date"})
        events = events[events["id"] == event]
        lines = lines[lines["item"].str.contains(item, case=False) & (lines["date"] != "")]
        rows = pd.concat([table[["date", "source"]] for table in (events, lines)]).drop_duplicates()
        rows = rows[rows["source"] != claim.source].sort_values(["date", "source"])
        if rows.empty:
            return untestable(claim, "Geen andere plaats in de bronnen noemt een datum.")
        outcome = outcome_of(sum(_can_be_the_same(stated, date) for date in rows["date"]), len(rows))
        others, single = "andere plaats in de bronnen", len(rows) == 1
        explanation = {
            Outcome.HOLDS: f"De {others} past daarbij."
            if single
            else "De andere plaatsen in de bronnen passen daarbij.",
            Outcome.PARTLY: f"Niet alle andere plaatsen in de bronnen passen bij {dutch.date(stated)}.",
            Outcome.FAILS: f"De {others} noemt een andere datum dan {dutch.date(stated)}."
            if single
            else f"De andere plaatsen in de bronnen noemen een andere datum dan {dutch.date(stated)}.",
        }[outcome]
        said = " ".join(filter(None, [explanation, untested]))
        return checked(claim, _dates_in_words(data, rows), outcome, said, rows["source"])

    return rule


def _dates_in_words(data: Snapshot, rows: pd.DataFrame) -> str:
    """Each date with the places that give it."""
    places = {
        str(date): [within_a_sentence(data, source) for source in sources]
        for date, sources in rows.groupby("date")["source"]
    }
    return " ".join(
        f"{dutch.capital(dutch.date(date))} staat in {dutch.listing(list(named))}." for date, named in places.items()
    )


def _can_be_the_same(date: str, other_date: str) -> bool:
    """Whether two dates can be the same; one of them may be only a month or a year."""
    return date.startswith(other_date) or other_date.startswith(date)
