"""All regions of a kind beside one benchmark."""

from ks_data import INDICATORS, statistics
from ks_data.answers import Choice, areas, comparisons
from ks_data.answers.areas import areas_table, periods_compared, unranked
from ks_data.language import dutch
from ks_data.store import current
from tests.answers.drawn import EARLY


def test_all_areas_of_a_kind_are_judged_against_one_benchmark() -> None:
    table = areas_table(current(), "perinatal_mortality_22w_7d_per_1000", "2014", "provincie", "NL01")
    assert table["name"].tolist() == ["Fryslân", "Drenthe", "Groningen (provincie)", "Overijssel"]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    for row in table.itertuples():
        pair = comparisons.latest(current(), "perinatal_mortality_22w_7d_per_1000", row.code, "NL01", 2014, 2014)
        assert pair and str(pair.difference.verdict) == row.verdict
    assert periods_compared(current(), "perinatal_mortality_22w_7d_per_1000", "provincie") == {
        "2015": 2,
        "2014": 4,
    }


def test_a_region_without_an_interval_has_no_rank(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nGM0363 2019 70.0 definitief\nNL01 2019 72.6 definitief")
    table = areas_table(current(), EARLY, "2019", "gemeente", "NL01")
    assert table["lower"].isna().all() and table["rank"].isna().all()


def test_the_rank_counts_only_areas_that_have_one_and_the_others_are_named(observed) -> None:
    observed("""
        GM0392 2019 78.4 definitief 784/1000
        GM0363 2019 70.0 definitief
        GM0344 2019 80.0 definitief 800/1000
        NL01   2019 72.6 definitief 7260/10000
    """)
    table = areas_table(current(), EARLY, "2019", "gemeente", "NL01")
    assert table.set_index("name")["rank"].dropna().to_dict() == {"Haarlem": 1, "Utrecht": 2}
    assert unranked(table) == "Niet in de rangorde, omdat niet bekend is hoe zeker het cijfer is: Amsterdam."
    assert unranked(table[table["name"] != "Amsterdam"]) == ""


LOW_RISK = """
    GM0392 2019 80.0 definitief 800/1000
    GM0363 2019 81.0 definitief 810/1000
    GM0344 2019 90.0 definitief 900/1000
    PV27   2019 80.0 definitief 8000/10000
    NL01   2019 80.0 definitief 80000/100000
"""


def test_the_number_by_chance_is_exact_beside_the_country_and_untold_beside_a_sample(observed) -> None:
    observed(LOW_RISK)
    answer = areas(current(), INDICATORS[EARLY], "2019", "gemeente", Choice("GM0392", "NL01", 2019, 2019))
    by_chance = statistics.expected_flags([1000] * 3, 80.0, "proportion", "%", 0.95, 10)
    assert dutch.number(by_chance, 1) == "0,2"  # the same as 5 % of three: a common outcome
    assert answer.chance == (
        "Lager of hoger, door toeval verwacht: 0,2, gezien: 1 van de 3 te toetsen gemeenten. "
        "Vrijwel zeker lager of hoger, door toeval verwacht: minder dan 0,1, gezien: 1. "
        "Wie telt dat er 3 gebieden tegelijk zijn getoetst, houdt er 1 over (Benjamini-Hochberg, naar verwachting "
        "hoogstens 5% onterecht; in de download staat welke)."
    )
    assert answer.title == "Vroeg in zorg, 2019: 1 van de 3 gemeenten wijkt vrijwel zeker af van Nederland"
    assert answer.certainty.endswith(
        "Lager of hoger: 1 van de 3, waarvan 1 vrijwel zeker. Door toeval alleen zouden dat er 0,2 zijn, "
        "waarvan minder dan 0,1 vrijwel zeker."
    )
    beside = areas(current(), INDICATORS[EARLY], "2019", "gemeente", Choice("GM0392", "PV27", 2019, 2019))
    assert "toeval verwacht" not in beside.chance and "alleen naast Nederland te berekenen" in beside.chance
    assert "door toeval" not in beside.certainty


def test_one_area_of_ten_that_is_lower_but_not_surely_so_is_not_counted_in_the_title(observed) -> None:
    codes = [f"GM{number}" for number in ("0363", "0344", "0193", "0050", "0093", "0088", "0014", "0034", "0037")]
    even = "\n".join(f"{code} 2019 80.0 definitief 800/1000" for code in codes)
    observed(f"{even}\nGM0392 2019 77.4 definitief 774/1000\nNL01 2019 80.0 definitief 80000/100000")
    answer = areas(current(), INDICATORS[EARLY], "2019", "gemeente", Choice("GM0392", "NL01", 2019, 2019))
    assert answer.table["verdict"].value_counts().to_dict() == {"geen aantoonbaar verschil": 9, "lager": 1}
    assert answer.title == "Vroeg in zorg, 2019: geen van de 10 gemeenten wijkt vrijwel zeker af van Nederland"
    assert "houdt er geen over" in answer.chance and "gezien: 1 van de 10" in answer.chance
    assert not answer.table["differs"].any()


SPREAD_TOWNS = """
    GM0392 2019 70.0 definitief 700/1000
    GM0363 2019 85.0 definitief 8500/10000
    GM0344 2019 90.0 definitief 900/1000
    GM0093 2019 60.0 definitief 60/100
    NL01   2019 80.0 definitief 80000/100000
"""


def test_the_smoothed_figures_are_named_as_such_with_what_they_shrink(observed) -> None:
    observed(SPREAD_TOWNS)
    answer = areas(current(), INDICATORS[EARLY], "2019", "gemeente", Choice("GM0392", "NL01", 2019, 2019))
    small = answer.table.set_index("name").loc["Terschelling"]
    assert 60 < small["smoothed"] < 85 and small["weight"] == answer.table["weight"].min()
    drawn = dutch.number(small["smoothed"], 1), dutch.number(100 * small["weight"], 0)
    assert (
        f"Terschelling van 60,0 naar {drawn[0]} (100 zwangeren, het eigen cijfer telt voor {drawn[1]}%)"
        in (answer.smoothing[1])
    )
    assert "empirisch Bayes, Clayton en Kaldor" in answer.smoothing[0] and "geen toets" in answer.smoothing[2]
    assert answer.spread > 5
    assert {"differs", "smoothed"} <= set(answer.rows().columns) and "threshold" not in answer.rows().columns


def test_where_most_areas_are_hidden_nothing_is_smoothed(observed) -> None:
    hidden = [f"GM{number}" for number in ("0193", "0050", "0093", "0088", "0014")]
    rows = "\n".join(f"{code} 2019 20.0 definitief 8/40" for code in hidden)
    observed(SPREAD_TOWNS.replace("GM0093 2019 60.0 definitief 60/100", rows))
    answer = areas(current(), INDICATORS[EARLY], "2019", "gemeente", Choice("GM0392", "NL01", 2019, 2019))
    assert answer.table["smoothed"].isna().all()
    assert answer.smoothing[0].startswith("Gladstrijken kan hier niet: van te weinig gemeenten")


def test_among_provinces_it_says_how_that_of_the_municipality_differs_and_not_that_she_has_no_figure() -> None:
    births = INDICATORS["crude_birth_rate_per_1000"]
    answer = areas(current(), births, "2023", "provincie", Choice("GM0392", "NL01", 2010, 2023))
    assert answer.own_title.startswith("Levend geboren kinderen per 1.000 inwoners in Noord-Holland, 2023: ")
    assert answer.own.startswith("Noord-Holland ") and "geen cijfer" not in answer.own_title


def test_the_title_counts_what_the_legend_counts_as_surely_lower_and_higher() -> None:
    births, choice = INDICATORS["crude_birth_rate_per_1000"], Choice("GM0392", "NL01", 2010, 2023)
    for level in ("gemeente", "provincie"):
        answer = areas(current(), births, "2023", level, choice)
        counts = answer.table["five"].value_counts()
        surely = sum(counts.get(word, 0) for word in ("vrijwel zeker lager", "vrijwel zeker hoger"))
        coloured = surely + sum(counts.get(word, 0) for word in ("lager", "hoger"))
        assert f" {surely} van de {counts.sum()} " in answer.title and surely
        assert f"Lager of hoger: {coloured} van de {counts.sum()}, waarvan {surely} vrijwel zeker" in answer.certainty
