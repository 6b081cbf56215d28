"""Numbers, dates and lists of words read as a Dutch reader writes them."""

import pytest

from ks_data.language import dutch


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (147.1, 1, "147,1"),
        (1900, 0, "1.900"),
        (1234567.891, 2, "1.234.567,89"),
        (0, 1, "0,0"),
        (-3, 1, "−3,0"),
        (2.25, 1, "2,3"),
        (0.05, 1, "0,1"),
        (-0.04, 1, "0,0"),
    ],
)
def test_a_number_has_a_decimal_comma_and_thousands_points(value: float, decimals: int, text: str) -> None:
    assert dutch.number(value, decimals) == text


def test_a_change_always_shows_its_direction() -> None:
    assert [dutch.signed(value) for value in (0.4, -3.0, 0.0, 0.01)] == ["+0,4", "−3,0", "0,0", "0,0"]


def test_euros_have_cents_only_where_there_are_any() -> None:
    assert dutch.euro(135000) == "€\N{NO-BREAK SPACE}135.000"
    assert dutch.euro(71.24) == "€\N{NO-BREAK SPACE}71,24"


def test_a_date_is_written_out_as_far_as_it_is_known() -> None:
    dates = ["2023-01-01", "2022-07", "2019", ""]
    assert [dutch.date(date) for date in dates] == ["1 januari 2023", "juli 2022", "2019", "zonder datum"]


def test_a_list_of_words_ends_in_en() -> None:
    assert [dutch.listing(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]


def test_one_is_singular_and_thousands_have_a_point() -> None:
    assert [dutch.plural(count, "rij", "rijen") for count in (0, 1, 1234)] == ["0 rijen", "1 rij", "1.234 rijen"]


def test_only_the_first_letter_becomes_a_capital() -> None:
    assert [dutch.capital(text) for text in ("impuls van het Rijk", "RIVM", "")] == ["Impuls van het Rijk", "RIVM", ""]


def test_years_in_a_row_are_a_span() -> None:
    spans = [dutch.years(years) for years in ([], [2019], [2020, 2019], [2017, 2011, 2013, 2012], [2019, 2019])]
    assert spans == ["", "2019", "2019 en 2020", "2011 tot en met 2013 en 2017", "2019"]


def test_a_date_stands_behind_what_it_is_of() -> None:
    assert [dutch.dated("impuls", date) for date in ("2022-07", "")] == ["impuls (juli 2022)", "impuls"]
