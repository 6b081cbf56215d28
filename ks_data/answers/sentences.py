"""Sentences in plain Dutch, made from figures by rules. Knows figures and verdicts, not pages.

A figure is told with its region and year, so that it stands on its own when it is copied.
"""

import math
from collections.abc import Sequence

import pandas as pd

from ks_data import statistics
from ks_data.answers import figures
from ks_data.answers.figures import Comparison, Figure
from ks_data.catalogue import periods, regions
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.statistics import Flags, Trend, Verdict

REASONS = {
    "missing": "er is geen cijfer om mee te vergelijken",
    "suppressed": "het aantal wordt niet getoond omdat het om weinig personen gaat",
    "no_denominator": "de bron geeft geen aantallen",
    "forecast": "het is een schatting",
    "invalid": "de aantallen in de bron kloppen niet met elkaar",
    "itself": "een gebied is niet met zichzelf te vergelijken",
    "definition": "de definities verschillen",
    "break": "er is tussendoor anders geteld",
    "count": "aantallen van gebieden van verschillende grootte zijn niet te vergelijken",
    "benchmark": "van het andere gebied is niet bekend hoe zeker het cijfer is",
    "too_few_years": "er zijn te weinig jaren",
}
"""Why something cannot be tested, by the reason of statistics."""
MANY = 3
"""From how many areas on it makes sense to say how many differ."""


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
    when = f"In de jaren {figure.period}" if len(figure.years) > 1 else f"In {figure.period}"
    return f"{when} {verb}{guess} {subject} in {regions.name(figure.region)} {what}"


def comparison(found: Comparison) -> str:
    """What the figures are: the statement, with the other region beside it."""
    if found.lacking:
        return f"{statement(found.own)}. {lacking(found.own.indicator, found.lacking, found.own.period)}"
    if found.other is None:
        return f"{statement(found.own)}."
    beside = dutch.number(found.other.value, found.own.indicator.decimals)
    beside += "%" if found.own.indicator.unit == "%" else ""
    beside += f" ({found.other.note})" if found.other.status == figures.CALCULATED else ""
    return f"{statement(found.own)}; in {regions.name(found.other.region)} {beside}."


def lacking(indicator: Indicator, region: str, period: str) -> str:
    """That a region has no figure over a period to compare with, or none that may be shown."""
    years = periods.years_of(period)
    if figures.hidden(indicator.id, region, years[0], years[-1]):
        return f"Van {regions.name(region)} wordt het cijfer over {period} niet getoond ({statistics.SUPPRESSED})."
    return f"Van {regions.name(region)} is over {period} geen cijfer bekend."


def certainty(found: Comparison) -> str:
    """How sure the difference is, with the assumption and what these numbers could show; empty beside nothing."""
    if found.other is None:
        return ""
    given = f", {found.own.assumption}" if found.own.assumption else ""
    if found.difference.verdict in (Verdict.LOWER, Verdict.HIGHER):
        return f"Dat verschil is groter dan door toeval te verwachten{given}."
    if found.difference.verdict == Verdict.NOT_TESTABLE:
        return f"Of dat verschil toeval is, is niet te toetsen: {REASONS[found.difference.reason]}."
    return f"Dat verschil kan toeval zijn: {_unseen(found)}."


def _unseen(found: Comparison) -> str:
    """ "een verschil kleiner dan ongeveer 23 per 1.000, 44 kinderen per jaar, is met … niet goed te zien"."""
    own, indicator = found.own.estimate, found.own.indicator
    if math.isnan(found.detectable.value):
        return "met zulke kleine aantallen is geen enkel verschil te zien"
    size = _about(found.detectable.value)
    size += {"%": " procentpunt", "per 1.000": " per 1.000", "aantal": ""}[indicator.unit]
    who = indicator.sentence[2]
    cases = dutch.number(found.detectable.cases, 0)
    during = "per jaar" if len(found.own.years) == 1 else "in die jaren samen"
    with_cases = f", {cases} {'kind' if cases == '1' and who == 'kinderen' else who} {during},"
    given = found.own.assumption
    about = "ongeveer " if given and given != figures.COMPUTED["rate_and_denominator"] else ""
    base = f"met {about}{dutch.number(own.denominator, 0)} {indicator.per}"
    return f"een verschil kleiner dan ongeveer {size}{with_cases} is {base} niet goed te zien"


def _about(value: float) -> str:
    """A rough size in words: whole numbers from ten on, else one decimal."""
    return dutch.number(value, 0 if value >= 10 else 1)


def verdict(found: Comparison) -> str:
    """The verdict with its mark: "– geen aantoonbaar verschil met Nederland"; empty beside nothing."""
    if found.other is None:
        return ""
    name, word = regions.name(found.other.region), found.difference.verdict
    mark = statistics.symbol(word, found.own.indicator.better)
    judged = statistics.appraisal(word, found.own.indicator.better)
    if word in (Verdict.LOWER, Verdict.HIGHER):
        return f"{mark} {judged + ' (' + word + ')' if judged else word} dan {name}"
    return f"{mark} {word}" + (f" met {name}" if word == Verdict.NO_DIFFERENCE else "")


def finding(found: Comparison) -> str:
    """The title of a card in words: what is measured, and the verdict."""
    indicator = found.own.indicator
    if found.other is None or found.difference.verdict == Verdict.NOT_TESTABLE:
        return f"{indicator.name}: {amount(indicator, found.own.value)} in {found.own.period}"
    name = regions.name(found.other.region)
    if found.difference.verdict == Verdict.NO_DIFFERENCE:
        return f"{indicator.name}: {found.difference.verdict} met {name}"
    return f"{indicator.name}: {found.difference.verdict} dan in {name}"


def overview(found: Sequence[Comparison]) -> str:
    """How many of some figures differ from the other region more than chance gives, and which; "" below two."""
    tested = [one for one in found if one.other and one.difference.verdict != Verdict.NOT_TESTABLE]
    if len(tested) < 2 or tested[0].other is None:
        return ""
    name, many = regions.name(tested[0].other.region), len(tested)
    judged: dict[str, list[str]] = {}
    for one in tested:
        verdict, indicator = one.difference.verdict, one.own.indicator
        judged.setdefault(statistics.appraisal(verdict, indicator.better) or str(verdict), []).append(indicator.name)
    even = len(judged.pop(Verdict.NO_DIFFERENCE, []))
    if not judged:
        every = "beide" if many == 2 else f"alle {many}"
        return f"Naast {name} kan bij {every} cijfers het verschil toeval zijn."
    among = [f" van de {many} cijfers", *[""] * (len(judged) - 1)]  # said of the first
    counts = [
        f"{len(names)}{of_all} aantoonbaar {word} ({dutch.listing(names)})"
        for (word, names), of_all in zip(judged.items(), among, strict=True)
    ]
    verb = "is" if len(next(iter(judged.values()))) == 1 else "zijn"
    chance = f" Bij {even} kan het verschil toeval zijn." if even else ""
    return f"Naast {name} {verb} {dutch.listing(counts)}.{chance}"


def change(found: Comparison) -> str:
    """The change since the first year, and whether it can be chance; empty when there is one year."""
    if found.first is None:
        return ""
    indicator, start = found.own.indicator, found.first.period
    if found.change.reason == "break":
        return f"niet te vergelijken met {start}: {REASONS['break']}"
    ends = (dutch.rounded(figure.value, indicator.decimals) for figure in (found.own, found.first))
    difference = dutch.rounded(next(ends) - next(ends), indicator.decimals)
    unit = " procentpunt" if indicator.unit == "%" else ""
    words = f"{dutch.signed(difference, indicator.decimals)}{unit} sinds {start}" if difference else f"als in {start}"
    sure = {Verdict.NO_DIFFERENCE: " (kan toeval zijn)", Verdict.NOT_TESTABLE: ""}
    return words + sure.get(found.change.verdict, " (meer dan toeval)")


def beside(found: Comparison) -> str:
    """What stands under the large figure of a card: the other region, and the change."""
    parts = []
    if found.other:
        value = dutch.number(found.other.value, found.own.indicator.decimals)
        unit = "%" if found.own.indicator.unit == "%" else ""
        parts.append(f"{regions.name(found.other.region)} {value}{unit}")
    if found.first:
        parts.append(change(found))
    if found.own.status in ("geschat", "voorlopig"):
        parts.append({"geschat": "schatting", "voorlopig": "voorlopig"}[found.own.status])
    return " · ".join(parts)


def trend(indicator: Indicator, region: str, found: Trend) -> str:
    """The recent trend of a region, or why it cannot be computed."""
    name = regions.name(region)
    if found.reason == "too_few_years":
        return (
            f"De recente ontwikkeling in {name} is niet te berekenen: "
            f"{found.points} van {statistics.TREND_POINTS} jaren."
        )
    if found.reason == "suppressed":
        why = "van sommige jaren wordt het aantal niet getoond omdat het om weinig personen gaat"
        return f"De recente ontwikkeling in {name} is niet te berekenen: {why}."
    if found.reason:
        return f"De recente ontwikkeling in {name} is niet te berekenen: {REASONS[found.reason]}."
    years = f"{found.years[0]}-{found.years[-1]}"
    word = {"rising": "stijgend", "falling": "dalend"}.get(found.direction)
    if word:
        return f"De recente ontwikkeling in {name} is {word} over {years}, meer dan door toeval te verwachten."
    if found.unsteady:
        return (
            f"De cijfers in {name} veranderen over {years} meer dan door toeval te verwachten, maar zonder vaste "
            "richting: als één jaar wegblijft, wijst de lijn de andere kant op."
        )
    unit = {"%": " procentpunt", "per 1.000": " per 1.000", "aantal": ""}[indicator.unit]
    size = f"{_about(found.smallest_change)}{unit}"
    return (
        f"De recente ontwikkeling in {name} toont geen aantoonbare verandering over {years}. "
        f"Een verandering kleiner dan ongeveer {size} is met deze aantallen niet goed te zien."
    )


def interval(lower: float, upper: float, decimals: int) -> str:
    """ "131,9 en 163,7"; empty where there is none."""
    if math.isnan(lower):
        return ""
    return f"{dutch.number(lower, decimals)} en {dutch.number(upper, decimals)}"


def band(shown: Sequence[Figure]) -> str:
    """One sentence on the bands of a chart: what they show and rest on, or why there are none."""
    if all(figure.estimate.reason for figure in shown):
        reasons = dict.fromkeys(REASONS[figure.estimate.reason] for figure in shown)
        return f"Hoe zeker deze cijfers zijn is niet te toetsen: {dutch.listing(list(reasons))}."
    rests = {regions.name(figure.region): figure.assumption for figure in shown if figure.assumption}
    about = "; ".join(f"{name} {given}" for name, given in rests.items())
    given = f" Benaderd: {about}." if about else ""
    return f"De band toont waar het onderliggende cijfer met 95% zekerheid ligt.{given}"


def flags(found: Flags, kind: str) -> str:
    """How many areas differ, beside how many would by chance alone; empty for too few areas to say so."""
    if found.tested < MANY:
        return ""
    many = {"gemeente": "gemeenten", "provincie": "provincies"}[kind]
    expected = dutch.number(found.expected, 0 if found.expected >= 10 else 1)
    return (
        f"Door toeval verwacht: {expected}, gezien: {found.seen} van de {found.tested} te toetsen {many}. "
        f"Bij de strengere grens (99,8%) verwacht: {dutch.number(found.expected998)}, gezien: {found.seen998}."
    )


def areas_finding(indicator: Indicator, period: str, found: Flags, kind: str, other: str) -> str:
    """The title of the compare page: how many areas differ from the benchmark."""
    many = {"gemeente": "gemeenten", "provincie": "provincies"}[kind]
    if found.tested < MANY:
        return f"{indicator.name}, {period}: te weinig gebieden om te vergelijken"
    differ = f"{found.seen} van {found.tested} {many} {'wijkt' if found.seen == 1 else 'wijken'} aantoonbaar af"
    return f"{indicator.name}, {period}: {differ} van {regions.name(other)}"


def areas_assumption(areas: pd.DataFrame) -> list[str]:
    """On what approximate intervals of several areas rest; nothing when all areas come with counts."""
    about = areas[areas["assumption"] != ""]
    if about.empty:
        return []
    return [
        f"Bij {len(about)} van de {len(areas)} gebieden is de zekerheid benaderd, zoals bij {about['name'].iloc[0]}: "
        f"{about['assumption'].iloc[0]}."
    ]


def few_areas(indicator: Indicator, names: list[str], kind: str) -> str:
    """That there is too little to compare, what is missing, and how to add it."""
    many = {"gemeente": "gemeenten", "provincie": "provincies"}[kind]
    have = (
        f"Alleen {dutch.listing(names)} heeft dit cijfer."
        if len(names) == 1
        else (f"Alleen {dutch.listing(names)} hebben dit cijfer." if names else f"Geen van de {many} heeft dit cijfer.")
    )
    return (
        f"{have} Wat ontbreekt: “{indicator.name}” voor de andere {many}. Een analist kan ze toevoegen: "
        "sleep een bestand in de zijbalk, onder “Nieuwe cijfers aanleveren”."
    )


def compared(found: Comparison) -> list[str]:
    """A comparison in full, a line each: figures, limits, method, assumption, verdict and what could be seen."""
    indicator = found.own.indicator
    lines = [f"{indicator.name} ({indicator.measure}), {found.own.period}"]
    for figure in (found.own, found.other):
        if figure is None:
            continue
        one = figure.estimate
        sure = interval(one.lower, one.upper, max(indicator.decimals, 1))
        how = f"95% zeker tussen {sure}, methode {one.method}" if sure else f"niet te toetsen: {REASONS[one.reason]}"
        about = f", benaderd {figure.assumption}" if figure.assumption else ""
        about += f", {figure.note}" if figure.status == figures.CALCULATED else ""
        lines.append(f"{regions.name(figure.region)}: {amount(indicator, figure.value)} ({how}{about})")
    lines.append(f"Oordeel: {found.difference.verdict}")
    lines.append(f"{comparison(found)} {certainty(found)}".strip())
    return lines


def why_empty(indicator: Indicator, region: str, first: int, last: int) -> str:
    """Why a region has no value in a range of years, and the next step."""
    name = regions.name(region)
    if figures.hidden(indicator.id, region, first, last):
        few = f"{statistics.SUPPRESSED} (<{indicator.threshold})"
        return (
            f"Voor {name} wordt dit niet getoond: het gaat om weinig personen, of een klein aantal van een ander "
            f"gebied of jaar zou eruit te berekenen zijn: {few}."
        )
    years = figures.years_with(indicator.id, region)
    if years:
        seen = f"{years[0]}" if len(years) == 1 else f"{years[0]} tot en met {years[-1]}"
        asked, other = (f"{first}", "een ander jaar") if first == last else (f"{first}-{last}", "links andere jaren")
        return f"Voor {name} is er geen cijfer in {asked}, wel in {seen}. Kies {other}."
    if several := figures.pooled_with(indicator.id, region):
        return (
            f"Voor {name} is dit cijfer er niet per jaar, alleen over {dutch.listing(several)} samen. "
            "Kies links alle jaren van zo'n periode."
        )
    where = [regions.name(code) for code in figures.regions_with(indicator.id)]
    known = f" Wel voor {dutch.listing(where)}." if 0 < len(where) <= 6 else ""
    return f"Voor {name} is dit cijfer nog niet aangeleverd.{known}"


def joined(region: str) -> tuple[str, str, str]:
    """When a municipality joined the programme: the year, or else that it takes part; why we think so; a sentence."""
    name, known = regions.name(region), figures.tranche(region)
    total = int(figures.tranche_totals()["value"].sum())
    everyone = f"Op 1 januari 2023 deden alle {total} gemeenten mee aan Kansrijke Start, ook {name}."
    if known.tranche not in figures.TRANCHE_START:
        return "Doet mee", "sinds welk jaar is nog niet bekend", everyone
    year = figures.TRANCHE_START[known.tranche]
    likely = "waarschijnlijk " if known.evidence == "gids_municipality" else ""
    group = (
        f"{name} stapte {likely}in {year} in, met {known.words}. Een tranche is een groep gemeenten die tegelijk begon."
    )
    return f"{likely}{year}".capitalize(), figures.EVIDENCE_WORDS[known.evidence], f"{group} {everyone}"


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
