"""Numbers and dates read as a Dutch reader writes them."""

import pytest

from ks_data import dutch


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
