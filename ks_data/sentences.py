"""Sentences in plain Dutch, made from figures by rules. Knows figures, not pages."""

import pandas as pd

from ks_data import dutch, figures, regions
from ks_data.figures import Comparison, Figure
from ks_data.indicators import Indicator


def amount(indicator: Indicator, value: float) -> str:
    """A value with its unit: "78,4%", "147,1 per 1.000" or "1.895"."""
    text = dutch.number(value, indicator.decimals)
    return {"%": f"{text}%", "per 1.000": f"{text} per 1.000", "aantal": text}[indicator.unit]


def statement(figure: Figure) -> str:
    """ "In 2019 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding" (without a full stop)."""
    one, many, who, what = figure.indicator.sentence
    text = dutch.number(figure.value, figure.indicator.decimals)
    singular = figure.indicator.unit == "%" or dutch.rounded(figure.value, figure.indicator.decimals) == 1
    subject = {
        "%": f"{text}% van de {who}",
        "per 1.000": f"{text} van de 1.000 {who}",
        "aantal": f"{text} {'kind' if singular and who == 'kinderen' else who}",
    }[figure.indicator.unit]
    guess = " naar schatting" if figure.status == "geschat" else ""
    verb = one if singular else many
    return f"In {figure.year} {verb}{guess} {subject} in {regions.name(figure.region)} {what}"


def comparison(found: Comparison) -> str:
    """The statement with the other region beside it; a count of another kind of region is left out."""
    if found.other is None:
        return f"{statement(found.own)}."
    beside = dutch.number(found.other.value, found.own.indicator.decimals)
    beside += "%" if found.own.indicator.unit == "%" else ""
    return f"{statement(found.own)}; in {regions.name(found.other.region)} {beside}."


def change(found: Comparison) -> str:
    """The change since the first year of the range: "−3,0 sinds 2017"; empty when there is one year."""
    if found.first is None:
        return ""
    indicator = found.own.indicator
    difference = dutch.rounded(found.own.value, indicator.decimals) - dutch.rounded(
        found.first.value, indicator.decimals
    )
    if dutch.rounded(difference, indicator.decimals) == 0:
        return f"gelijk aan {found.first.year}"
    unit = " procentpunt" if indicator.unit == "%" else ""
    return f"{dutch.signed(difference, indicator.decimals)}{unit} sinds {found.first.year}"


def finding(found: Comparison) -> str:
    """The title of a card in words: what is measured, and the figure against the other region."""
    indicator = found.own.indicator
    if found.other is None:
        return f"{indicator.name}: {amount(indicator, found.own.value)} in {found.own.year}"
    own = dutch.rounded(found.own.value, indicator.decimals)
    other = dutch.rounded(found.other.value, indicator.decimals)
    word = "hoger dan in" if own > other else "lager dan in" if own < other else "gelijk aan"
    return f"{indicator.name}: {word} {regions.name(found.other.region)}"


def beside(found: Comparison) -> str:
    """What stands under the large figure of a card: the other region and the change."""
    parts = []
    if found.other:
        parts.append(
            f"{regions.name(found.other.region)} {dutch.number(found.other.value, found.own.indicator.decimals)}"
        )
        parts[0] += "%" if found.own.indicator.unit == "%" else ""
    if found.first:
        parts.append(change(found))
    if found.own.status in ("geschat", "voorlopig"):
        parts.append({"geschat": "schatting", "voorlopig": "voorlopig"}[found.own.status])
    return " · ".join(parts)


def why_empty(indicator: Indicator, region: str, first: int, last: int) -> str:
    """Why a region has no value in a range of years, and the next step."""
    name = regions.name(region)
    years = figures.years_with(indicator.id, region)
    if years:
        seen = f"{years[0]}" if len(years) == 1 else f"{years[0]} tot en met {years[-1]}"
        return f"Voor {name} is er geen cijfer in {first}-{last}, wel in {seen}. Kies links andere jaren."
    where = [regions.name(code) for code in figures.regions_with(indicator.id)]
    known = f" Wel voor {dutch.listing(where)}." if 0 < len(where) <= 6 else ""
    return f"Voor {name} is dit cijfer nog niet aangeleverd.{known}"


def budget_finding(lines: pd.DataFrame) -> str:
    """The title of the budget card: who pays the largest part."""
    by_funder = lines.groupby("funder", sort=False)["amount_eur"].sum().sort_values(ascending=False)
    share = 100 * by_funder.iloc[0] / by_funder.sum()
    payer = {"gemeente": "De gemeente", "gemeentefonds": "Het gemeentefonds", "Rijk": "Het Rijk"}[by_funder.index[0]]
    return f"{payer} betaalt {dutch.number(share, 0)}% van {dutch.euro(by_funder.sum())}"


def budget_control(lines: pd.DataFrame, control: float | None) -> str:
    """Whether the lines add up to the published total."""
    total = lines["amount_eur"].sum()
    if control is None:
        return "Er is geen controletotaal gepubliceerd."
    if total == control:
        return f"De regels tellen op tot het gepubliceerde totaal van {dutch.euro(control)}."
    return (
        f"Let op: de regels tellen op tot {dutch.euro(total)}, het gepubliceerde totaal is {dutch.euro(control)}. "
        f"Dat scheelt {dutch.euro(abs(total - control))}."
    )


def budget_start(item: str, from_date: str) -> str:
    """That a budget line does not run the whole year."""
    return f"De post “{item}” begint op {dutch.date(from_date)} en geldt dus niet het hele jaar."


def per_newborn(total: float, region: str, year: int) -> str:
    """The budget per newborn, marked as derived; empty without a number of births for that year."""
    births = figures.latest("births_municipal_report_count", region, year, year)
    if births is None:
        return ""
    kind = "verwacht kind" if births.status == "geschat" else "geboren kind"
    return (
        f"Dat is {dutch.euro(dutch.rounded(total / births.value, 2))} per {kind} in {regions.name(region)} "
        f"({dutch.euro(total)} gedeeld door {dutch.number(births.value, 0)}; zelf afgeleid)."
    )
