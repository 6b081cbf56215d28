"""What the documents say against the figures: every verdict follows the data, and every sentence is Dutch."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ks_data import TABLES, store
from ks_data.answers import claims, programme, sources, timeline
from ks_data.answers.claims import CLAIMS, Check, Outcome
from ks_data.catalogue.counts import BIRTHS_A_YEAR, COALITIONS, HOME_VISITS, IMPULSE, LOCAL_COALITIONS
from ks_data.catalogue.tables import PROGRAMME_KINDS
from ks_data.store import current

Change = Callable[[pd.DataFrame], pd.DataFrame]

MORTALITY = "perinatal_mortality_24w_7d_per_1000"
PRETERM = "preterm_or_low_birthweight_per_1000"
EARLY = "antenatal_care_before_10w_percent"
COALITION = "municipalities_with_coalition_percent"
NU_NIET_ZWANGER = "municipalities_with_nu_niet_zwanger_percent"
MONITOR_PRETERM = "monitor_preterm_or_low_birthweight_percent"


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)


@pytest.fixture
def changed(own_data: Path) -> Callable[..., Path]:
    """Changes a table in a copy of the shipped data that stands in the place of the data."""

    def write(name: str, change: Change) -> Path:
        store.write({name: change(current().table(name))}, own_data)
        return own_data

    return write


def check(id: str) -> Check:
    return next(claim for claim in CLAIMS if claim.id == id).check(current())


def put(**at_and_value: object) -> Change:
    """Sets columns in the rows that match: put(indicator=…, period=…, set_value=4.0)."""
    new = {name.removeprefix("set_"): value for name, value in at_and_value.items() if name.startswith("set_")}
    at = {name: value for name, value in at_and_value.items() if not name.startswith("set_")}

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        match = pd.Series(True, rows.index)
        for name, value in at.items():
            match &= rows[name] == value
        assert match.any(), at
        for name, value in new.items():
            rows.loc[match, name] = value
        return rows

    return change


def add(**row: object) -> Change:
    """Adds a row like the last one of the table, with other values."""
    return lambda rows: pd.concat([rows, rows.tail(1).assign(**row)], ignore_index=True)


def all_of(*changes: Change) -> Change:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        for step in changes:
            rows = step(rows)
        return rows

    return change


def own(indicator: str, value: float, *periods: str) -> Change:
    """Other values for Haarlem."""
    return all_of(*(put(indicator=indicator, region="GM0392", period=year, set_value=value) for year in periods))


YEARS = ("2017", "2018", "2019")


def early_care(*values: float) -> Change:
    """Five years of the early start in Haarlem, 2017 to 2021."""
    first_years = [own(EARLY, value, year) for year, value in zip(YEARS, values, strict=False)]
    later = [add(indicator=EARLY, region="GM0392", period=str(2020 + at), value=values[3 + at]) for at in (0, 1)]
    return all_of(*first_years, *later)


def visits(before: float, after: float) -> Change:
    """Numbers of home visits in 2020 and 2021."""
    same = {"id": HOME_VISITS.id, "what": HOME_VISITS.name, "region": "GM0392", "unit": "aantal"}
    return all_of(add(**same, date="2020", value=before), add(**same, date="2021", value=after))


def counted(date: str, value: float) -> Change:
    """Another document that counts municipalities in coalitions."""
    return add(id=COALITIONS.id, what=COALITIONS.name, region="NL01", date=date, value=value, source="gids-vng-2022")


PRESENT = {
    "mortality-below-national": Outcome.FAILS,
    "preterm-or-light-below-national": Outcome.HOLDS,
    "early-care-above-national": Outcome.HOLDS,
    "early-care-rising": Outcome.UNTESTABLE,
    "false-start-16-percent": Outcome.PARTLY,
    "births-about-1900": Outcome.HOLDS,
    "budget-adds-up": Outcome.HOLDS,
    "home-visits-from-1-june-2022": Outcome.FAILS,
    "home-visits-doubled": Outcome.UNTESTABLE,
    "launched-in-april-2019": Outcome.FAILS,
    "tranches-are-all-municipalities": Outcome.HOLDS,
    "coalition-in-every-municipality": Outcome.FAILS,
    "coalitions-in-272-municipalities": Outcome.PARTLY,
    "first-tranches-147-municipalities": Outcome.HOLDS,
    "impulse-in-275-municipalities": Outcome.HOLDS,
    "nu-niet-zwanger-279-is-82-percent": Outcome.HOLDS,
}

FLIPS: list[tuple[str, str, Change, Outcome]] = [
    ("mortality-below-national", "observations", own(MORTALITY, 4.0, *YEARS), Outcome.HOLDS),
    ("mortality-below-national", "observations", own(MORTALITY, 3.6, "2019"), Outcome.PARTLY),
    ("preterm-or-light-below-national", "observations", own(PRETERM, 161.0, "2017"), Outcome.PARTLY),
    ("preterm-or-light-below-national", "observations", own(PRETERM, 170.0, *YEARS), Outcome.FAILS),
    ("early-care-above-national", "observations", own(EARLY, 55.0, "2019"), Outcome.FAILS),
    ("early-care-rising", "observations", early_care(60, 65, 70, 75, 80), Outcome.HOLDS),
    ("early-care-rising", "observations", early_care(80, 75, 70, 65, 60), Outcome.FAILS),
    ("false-start-16-percent", "observations", put(indicator=MONITOR_PRETERM, set_value=16.2), Outcome.HOLDS),
    (
        "false-start-16-percent",
        "observations",
        put(indicator=PRETERM, region="NL01", period="2019", set_value=150.0),
        Outcome.FAILS,
    ),
    (
        "births-about-1900",
        "observations",
        put(indicator="live_births_count", region="GM0392", set_value=2100.0),
        Outcome.FAILS,
    ),
    ("budget-adds-up", "budget", put(funder="Rijk", set_amount_eur=30_000.5), Outcome.FAILS),
    ("budget-adds-up", "totals", put(kind="budget", set_value=130_000.0), Outcome.FAILS),
    ("home-visits-from-1-june-2022", "events", put(date="2022-07-01", set_date="2022-06-01"), Outcome.PARTLY),
    ("home-visits-doubled", "counts", visits(200, 410), Outcome.HOLDS),
    ("home-visits-doubled", "counts", visits(200, 250), Outcome.PARTLY),
    ("home-visits-doubled", "counts", visits(200, 190), Outcome.FAILS),
    ("launched-in-april-2019", "events", put(date="2018-09", set_date="2019-04-05"), Outcome.HOLDS),
    ("tranches-are-all-municipalities", "totals", put(kind="tranche", key="4", set_value=74.0), Outcome.FAILS),
    ("coalition-in-every-municipality", "observations", put(indicator=COALITION, set_value=100.0), Outcome.HOLDS),
    ("first-tranches-147-municipalities", "totals", put(kind="tranche", key="2", set_value=40.0), Outcome.FAILS),
    ("home-visits-doubled", "counts", visits(200, 320), Outcome.PARTLY),
    ("coalitions-in-272-municipalities", "counts", counted("2023-04", 272), Outcome.HOLDS),
    ("coalitions-in-272-municipalities", "counts", counted("2022-02-10", 270), Outcome.FAILS),
    (
        "impulse-in-275-municipalities",
        "counts",
        put(id=IMPULSE.id, date="2020-04-30", set_value=274.0),
        Outcome.UNTESTABLE,
    ),
    (
        "nu-niet-zwanger-279-is-82-percent",
        "observations",
        put(indicator=NU_NIET_ZWANGER, set_value=84.0),
        Outcome.FAILS,
    ),
]
"""Each claim with figures that change its verdict."""


def test_a_claim_that_the_programme_repeats_is_found_there_with_its_verdict() -> None:
    passages = [(moment.id, moment.source) for moment in timeline.moments(current(), claims.HAARLEM)]
    passages += [(item.key, item.source) for item in programme.items(current(), claims.HAARLEM, "project")]
    repeated = {claim for passage in passages for claim in claims.repeated(current(), *passage)}
    outcomes = {claim.id: check(claim.id).verdict for claim in repeated}
    assert all(claim.verdict == check(claim.id).words for claim in repeated)
    assert set(outcomes) == {claim.id for claim in claims.CLAIMS if claim.repeated}
    assert outcomes["launched-in-april-2019"] == outcomes["home-visits-from-1-june-2022"] == Outcome.FAILS
    assert not claims.repeated(current(), "programme_launched", "kamerbrief-2022/doel-kansrijke-start")


def test_a_claim_is_about_what_happened_by_its_id_whatever_words_an_event_has(changed) -> None:
    before = check("launched-in-april-2019")
    changed("events", put(id="programme_launched", set_what="de aftrap"))
    assert check("launched-in-april-2019") == before
    changed("events", put(id="fifth_progress_report", set_what="actieprogramma gelanceerd"))
    assert check("launched-in-april-2019") == before


def test_every_event_and_entry_that_a_claim_names_is_there() -> None:
    entries = [item.key for kind in PROGRAMME_KINDS for item in programme.items(current(), claims.HAARLEM, kind)]
    passages = {passage for claim in CLAIMS for passage in claim.repeated}
    assert passages <= {*current().table("events")["id"], *entries}


def test_one_answer_holds_every_claim_as_text_and_its_download() -> None:
    answer = claims.claims(current())
    assert answer.title == "6 van de 16 beweringen kloppen niet of maar deels"
    assert [claim.id for claim in answer.claims] == [claim_check.claim.id for claim_check in answer.checks]
    assert all(claim.citations or claim.outcome == Outcome.UNTESTABLE for claim in answer.claims)
    assert answer.download().equals(claims.download(current(), claims.checks(current())))


def test_what_the_shipped_figures_say_of_every_claim() -> None:
    assert {claim_check.claim.id: claim_check.verdict for claim_check in claims.checks(current())} == PRESENT


@pytest.mark.slow
@pytest.mark.parametrize(("id", "table", "change", "verdict"), FLIPS, ids=[f"{f[0]}-{f[3]}" for f in FLIPS])
def test_a_verdict_follows_the_figures(changed, id: str, table: str, change: Change, verdict: Outcome) -> None:
    before = check(id)
    changed(table, change)
    after = check(id)
    assert (before.verdict, after.verdict) == (PRESENT[id], verdict)
    assert after.verdict != before.verdict
    assert (after.figures, after.explanation) != (before.figures, before.explanation)


def test_every_claim_has_figures_that_change_its_verdict() -> None:
    assert {flip[0] for flip in FLIPS} == {claim.id for claim in CLAIMS} == set(PRESENT)


def test_mortality_over_three_years_together_is_not_below_the_country_and_that_can_be_chance() -> None:
    claim_check = check("mortality-below-national")
    assert claim_check.explanation.startswith("Over 2017-2019 samen: Haarlem lag boven Nederland.")
    assert "in 2019 onder Nederland en in 2017 en 2018 boven Nederland" in claim_check.explanation
    assert claim_check.words == "✗ klopt niet, een verschil is niet aangetoond"
    assert "4,6 van de 1.000 kinderen in Haarlem" in claim_check.figures and "in Nederland 4,5" in claim_check.figures
    pairs = "Per jaar was het 5,0 tegen 4,4 in 2017, 4,6 tegen 4,5 in 2018 en 4,1 tegen 4,5 in 2019."
    assert claim_check.figures.endswith(pairs)


def test_the_years_together_show_what_no_year_shows_by_itself() -> None:
    claim_check = check("preterm-or-light-below-national")
    assert claim_check.words == "✓ klopt, meer dan toeval"
    assert "148,2 van de 1.000 kinderen in Haarlem" in claim_check.figures and "159,1" in claim_check.figures
    assert "5.568 levend geboren kinderen in 2017-2019 (CBS)" in claim_check.explanation
    assert claim_check.explanation.endswith("Dat kan per jaar toeval zijn.")
    assert check("early-care-above-national").explanation.endswith(
        "Ook dat is in 2017 tot en met 2019 meer dan toeval."
    )


@pytest.mark.slow
def test_a_difference_the_other_way_that_is_more_than_chance_is_said_to_be_so(changed) -> None:
    changed("observations", own(PRETERM, 300.0, *YEARS))
    assert check("preterm-or-light-below-national").words == "✗ klopt niet, aantoonbaar andersom"


@pytest.mark.slow
def test_equal_figures_are_no_difference_by_chance(changed) -> None:
    country = {"2017": 160.7, "2018": 159.0, "2019": 157.5}
    changed("observations", all_of(*(own(PRETERM, value, year) for year, value in country.items())))
    changed("counts", lambda rows: rows[rows["id"] != BIRTHS_A_YEAR.id])
    without_births = lambda rows: rows[rows["indicator"] != "live_births_count"]  # noqa: E731
    changed("observations", without_births)
    claim_check = check("preterm-or-light-below-national")
    assert claim_check.words == "✗ klopt niet, de cijfers zijn gelijk"
    assert "toeval" not in claim_check.explanation


@pytest.mark.slow
def test_chance_is_decided_by_the_number_of_births_and_not_here(changed) -> None:
    changed("observations", put(indicator="live_births_count", region="GM0392", set_value=1_900_000.0))
    assert check("preterm-or-light-below-national").chance == "meer dan toeval"
    assert check("mortality-below-national").chance == "aantoonbaar andersom"
    changed("observations", lambda rows: rows[rows["indicator"] != "live_births_count"])
    changed("counts", lambda rows: rows[rows["id"] != BIRTHS_A_YEAR.id])
    assert check("preterm-or-light-below-national").chance == "toeval is niet te toetsen"
    assert "de bron zegt niet over hoeveel personen het gaat" in check("preterm-or-light-below-national").explanation


@pytest.mark.slow
def test_a_difference_beyond_chance_in_one_year_is_said_of_that_year(changed) -> None:
    country_2017 = put(indicator=PRETERM, region="NL01", period="2017", set_value=float("nan"), set_status="ontbreekt")
    changed("observations", all_of(own(PRETERM, 100.0, "2018"), country_2017))
    claim_check = check("preterm-or-light-below-national")
    assert (claim_check.verdict, claim_check.chance) == (Outcome.PARTLY, "in 2018 meer dan toeval")
    assert "Alleen in 2018 is het verschil groter dan door toeval te verwachten" in claim_check.explanation
    changed("observations", own(PRETERM, 200.0, "2018"))
    assert check("preterm-or-light-below-national").chance == "in 2018 aantoonbaar andersom"


@pytest.mark.slow
def test_a_year_without_a_figure_is_not_taken_for_right(changed) -> None:
    hide = put(indicator=PRETERM, region="GM0392", period="2018", set_value=float("nan"), set_status="ontbreekt")
    changed("observations", hide)
    claim_check = check("preterm-or-light-below-national")
    assert claim_check.verdict == Outcome.PARTLY
    assert "Het klopt in 2 van de 3 jaren." in claim_check.explanation
    assert "Voor 2018 zijn niet beide cijfers bekend." in claim_check.explanation


@pytest.mark.slow
def test_later_figures_stand_apart_from_the_claim(changed) -> None:
    later = all_of(
        *(
            add(indicator=PRETERM, region=region, period="2020", value=value, status="definitief")
            for region, value in (("GM0392", 170.0), ("NL01", 150.0))
        )
    )
    changed("observations", later)
    claim_check = check("preterm-or-light-below-national")
    assert claim_check.verdict == Outcome.HOLDS
    assert "Later: Haarlem lag in 2020 boven Nederland. Daar gaat de bewering niet over." in claim_check.explanation


def test_the_two_dates_of_the_home_visits_are_both_named() -> None:
    claim_check = check("home-visits-from-1-june-2022")
    assert claim_check.figures.startswith("1 juli 2022 staat in “Kansrijke Start Haarlem, bijlage")
    assert claim_check.explanation.startswith(
        "De andere plaatsen in de bronnen noemen een andere datum dan 1 juni 2022."
    )
    assert claim_check.sources == ("haarlem-bijlage-2022/1-kosten", "vws-presentatie-2024/resultaten")


def test_two_counts_of_different_things_do_not_contradict_each_other(changed) -> None:
    changed("counts", lambda rows: rows[rows["id"] != LOCAL_COALITIONS.id])
    claim_check = check("coalitions-in-272-municipalities")
    assert claim_check.verdict == Outcome.UNTESTABLE
    assert claim_check.figures.startswith(
        "Pharos komt op 275 bij “gemeenten die meedoen aan de impuls Kansrijke Start”."
    )
    assert "hoeven niet gelijk te zijn" in claim_check.explanation


def test_the_same_number_of_coalitions_is_no_second_count_of_municipalities() -> None:
    claim_check = check("coalitions-in-272-municipalities")
    assert (
        "Kennisnet Geboortezorg komt op 272 bij “lokale coalities die aan de slag gingen (2022)”" in claim_check.figures
    )
    assert "62% van de gemeenten" in claim_check.figures and "dat zijn er ongeveer 212" in claim_check.figures
    assert "geen gemeenten" in claim_check.explanation


def test_mergers_explain_why_147_municipalities_became_145() -> None:
    claim_check = check("first-tranches-147-municipalities")
    assert "96 + 49 = 145" in claim_check.figures
    assert "149 met de grenzen van 2019, en 147 met die van 2023" in claim_check.figures
    assert claim_check.explanation.startswith("Dat scheelt 2.")


def test_the_births_of_the_claim_stand_beside_the_number_in_the_document_itself() -> None:
    claim_check = check("births-about-1900")
    assert "In 2017 tot en met 2021" in claim_check.figures and "1.834 in 2020" in claim_check.figures
    assert "van 1.833 tot 1.925" in claim_check.explanation


def test_a_claim_states_what_its_rule_judges() -> None:
    says = {claim.id: claim.says for claim in CLAIMS}
    assert "kwetsbare zwangeren" in says["home-visits-from-1-june-2022"]
    assert says["coalition-in-every-municipality"] == "Elke gemeente heeft in 2023 een lokale coalitie."
    assert "Getoetst is de datum" in check("home-visits-from-1-june-2022").explanation
    assert "in welke week, zegt het cijfer niet" in check("early-care-rising").explanation


def test_the_false_start_names_both_definitions() -> None:
    claim_check = check("false-start-16-percent")
    assert "157,5 per 1.000 in 2019" in claim_check.figures and "14,8% in 2021" in claim_check.figures
    assert claim_check.explanation.startswith("Afgerond is dat 16% en 15%.")
    assert "de definities van deze cijfers verschillen" in claim_check.explanation


# ---- missing and fictitious data


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_missing_table_makes_claims_untestable_and_never_fails(changed, name: str) -> None:
    (changed("events", lambda rows: rows) / f"{name}.parquet").unlink()
    for claim_check in claims.checks(current()):
        if claim_check.verdict != PRESENT[claim_check.claim.id]:
            assert claim_check.verdict == Outcome.UNTESTABLE and f"{name}.parquet ontbreekt" in claim_check.explanation


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_makes_claims_untestable_with_a_reason(changed, name: str) -> None:
    changed(name, lambda rows: rows[:0])
    for claim_check in claims.checks(current()):
        assert_dutch(claim_check)
        if claim_check.verdict != PRESENT[claim_check.claim.id]:
            assert claim_check.verdict in (Outcome.UNTESTABLE, Outcome.PARTLY)
    uses = [use for about in sources.documents(current()) for place in about.places for use in place.uses]
    assert bool(uses) == (name != "sources")


def test_everything_empty_leaves_every_claim_untestable(changed) -> None:
    for name in TABLES:
        changed(name, lambda rows: rows[:0])
    claim_checks = claims.checks(current())
    assert {claim_check.verdict for claim_check in claim_checks} == {Outcome.UNTESTABLE}
    assert all(claim_check.explanation for claim_check in claim_checks)
    assert sources.documents(current(), claim_checks) == []


def test_a_real_document_is_never_held_against_fictitious_figures(changed) -> None:
    (changed("events", lambda rows: rows) / "FICTIEF").touch()
    assert {(claim_check.verdict, claim_check.figures) for claim_check in claims.checks(current())} == {
        (Outcome.UNTESTABLE, "")
    }


# ---- sentences


def assert_dutch(claim_check: Check) -> None:
    """Whole sentences without holes, whatever the figures are."""
    for text in filter(None, (claim_check.claim.says, claim_check.figures, claim_check.explanation)):
        assert re.match(r"[A-Z0-9“−€]", text) and text.endswith("."), text
        assert not re.search(r"\bnan\b|None|  |\.\.|,\.| ,| \.|\(\)|\d\.\d{1,2}\b(?!\.)", text, re.IGNORECASE), text
        assert not re.search(r"\b1 (kinderen|posten|gemeenten)\b", text), text
        assert not re.search(r"\ben en\b|\bvan van\b|\bin in\b", text), text


def random_values(seed: int) -> Change:
    """The observations with other values, some missing, some equal to the country's, some with a single child."""
    chance = np.random.default_rng(seed)

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        percent = rows["indicator"].str.endswith("percent").to_numpy()
        values = np.where(percent, chance.uniform(0, 100, len(rows)), chance.choice([0.0, 1.0, 4.5, 1895.0], len(rows)))
        gone = chance.random(len(rows)) < 0.2
        rows["value"] = np.where(gone, np.nan, values.round(1))
        rows[["numerator", "denominator"]] = np.nan
        rows["status"] = np.where(gone, "ontbreekt", "definitief")
        return rows

    return change


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_the_sentences_hold_for_any_figures(changed, seed: int) -> None:
    chance = np.random.default_rng(seed)
    changed("observations", random_values(seed))
    changed("totals", lambda rows: rows.assign(value=chance.integers(0, 3, len(rows)).astype(float)))
    changed(
        "budget", lambda rows: rows.head(seed % 4).assign(amount_eur=chance.uniform(0, 9, min(seed % 4, len(rows))))
    )
    changed("counts", lambda rows: rows.assign(value=chance.integers(0, 400, len(rows)).astype(float)))
    changed("events", lambda rows: rows.sample(frac=0.5, random_state=seed))
    for claim_check in claims.checks(current()):
        assert_dutch(claim_check)
        assert claim_check.words.startswith(f"{claim_check.verdict.symbol} {claim_check.verdict}")
        assert (claim_check.figures != "") == (claim_check.sources != ()) or claim_check.verdict == Outcome.UNTESTABLE


def test_the_shipped_sentences_are_dutch_and_short() -> None:
    for claim_check in claims.checks(current()):
        assert_dutch(claim_check)
        assert len(claim_check.claim.says.split()) <= 16
        assert len(claim_check.explanation) < 420


def test_a_verdict_is_a_mark_and_a_word_and_no_two_are_alike() -> None:
    assert len({outcome.symbol for outcome in Outcome}) == len(Outcome) == 4
    assert [str(outcome) for outcome in Outcome] == ["klopt niet", "klopt deels", "niet te toetsen", "klopt"]


def test_the_title_counts_what_does_not_hold() -> None:
    claim_checks = claims.checks(current())
    assert claims.finding(claim_checks) == "6 van de 16 beweringen kloppen niet of maar deels"
    assert claims.tally(claim_checks) == "✗ klopt niet: 4 · ◐ klopt deels: 2 · ○ niet te toetsen: 2 · ✓ klopt: 8"
    holds = [claim_check for claim_check in claim_checks if claim_check.verdict == Outcome.HOLDS]
    partly = next(claim_check for claim_check in claim_checks if claim_check.verdict == Outcome.PARTLY)
    assert claims.finding([*holds, partly]) == "1 van de 9 beweringen klopt niet of maar deels"
    assert claims.finding(holds) == "Geen van de 8 beweringen wordt door de cijfers tegengesproken"


def test_what_does_not_hold_comes_first() -> None:
    order = [list(Outcome).index(claim_check.verdict) for claim_check in claims.checks(current())]
    assert order == sorted(order)


def test_the_download_has_a_row_for_every_claim_with_all_that_is_shown() -> None:
    rows = claims.download(current(), claims.checks(current()))
    assert len(rows) == len(CLAIMS) and rows["id"].is_unique
    assert not (rows[["says", "document", "verdict", "explanation"]] == "").any().any()


def test_every_claim_and_every_check_cites_sources_that_exist() -> None:
    listed = set(current().table("sources")["source"])
    assert {claim.source for claim in CLAIMS} <= listed
    assert {source for claim_check in claims.checks(current()) for source in claim_check.sources} <= listed
