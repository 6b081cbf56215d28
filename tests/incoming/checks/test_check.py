"""Do findings say where and how heavy, do the shipped data pass, and does no file make the checks fail?"""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import INDICATORS, TABLES, DataError, store
from ks_data.catalogue.statuses import Status
from ks_data.incoming import checks
from ks_data.incoming.difference import WHAT
from ks_data.incoming.findings import Finding, Level, Place
from ks_data.incoming.reading import read
from ks_data.store import current
from tests.examples import examples
from tests.incoming.checks.samples import (
    BIG2,
    BIRTHS,
    REMARK,
    SMOKING,
    TOWNS,
    change_of,
    checked,
    filled,
    screens,
    tables,
    years,
)


def test_a_file_without_anything_odd_gets_no_finding_at_all() -> None:
    outcome = checked(filled(f"{years(BIG2, 'GM0392', 150.1, 147.5, 147.1)}\n{years(BIRTHS, 'GM0392', 1800, 1850)}"))
    assert outcome.findings == () and not outcome.blocked and outcome.questions == ()
    assert len(outcome.rows) == 5


def test_a_finding_says_row_column_and_text_of_the_first_places_and_counts_the_rest() -> None:
    text = f"{BIG2},GM0392,2019,147.1\n" + "\n".join(f"{BIG2},{code},2019,veel" for code in TOWNS[:7])
    finding = screens(checked(filled(text)))["geen_getal"]
    assert finding.count == 7
    assert finding.places[0] == Place(3, "value", "veel")
    assert [place.row for place in finding.places] == [3, 4, 5, 6, 7]


def test_errors_block_and_questions_do_not() -> None:
    assert checked(filled(f"{SMOKING},GM0392,2019,147.1")).blocked
    asked = checked(filled(f"{BIRTHS},GM0392,2019,9"))
    assert not asked.blocked and [finding.screen for finding in asked.questions] == ["kleine_aantallen"]


def test_a_confirmation_holds_only_for_what_was_asked() -> None:
    one, two = (
        screens(checked(filled(f"{BIG2},GM0392,2019,{value}"), filled(f"{BIG2},GM0392,2019,147.1")))["herzien"]
        for value in (160, 170)
    )
    assert one.key != two.key


def test_a_place_names_the_column_as_the_file_does() -> None:
    text = "Gemeenten;Jaar;Roken (%)\nHaarlm;2019;7\nHaarlem;20x9;7\n"
    reading = read("a.csv", text.replace("Roken (%)", f"{INDICATORS[SMOKING].name} (%)").encode())
    by_screen = screens(checks.checked(reading, tables()))
    assert by_screen["onbekend_gebied"].places == (Place(2, "Gemeenten", "Haarlm"),)
    assert by_screen["onbekende_periode"].places == (Place(3, "Jaar", "20x9"),)


@pytest.mark.parametrize("value", ["", "7.5"])
def test_a_file_of_which_nothing_is_left_is_an_error(value: str) -> None:
    """Empty as the template is, and with all that is in it skipped."""
    outcome = checked(filled(f"iets,GM0392,2019,{value}"), iets="")
    assert outcome.blocked and "leeg" in screens(outcome) and outcome.rows.empty


YOUNG_MOTHERS = "Geboren bij een moeder jonger dan 20 jaar"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["observations", "tranches", "budget"])
def test_the_shipped_data_pass_their_own_checks_and_change_nothing(kind: str) -> None:
    """What is asked is of the births of small places, which are small and jump: CBS publishes them so."""
    shipped = {name: store.shipped(name) for name in ("observations", "tranches", "budget", "totals", "sources")}
    reading = read("uitvoer.csv", shipped[kind].to_csv(index=False).encode())
    outcome = checks.checked(reading, shipped)
    assert reading.layout == "sjabloon" and reading.kind == kind
    asked = [finding for finding in outcome.findings if finding.level != REMARK]
    births = {"Levend geboren kinderen", "Levend geboren kinderen per 1.000 inwoners", YOUNG_MOTHERS}
    assert not outcome.blocked
    assert all(any(f"“{name}”" in finding.message for name in births) for finding in asked)
    key = list(TABLES[kind].key)
    rows, expected = (
        table.sort_values(key).reset_index(drop=True).astype(object) for table in (outcome.rows, shipped[kind])
    )
    columns = [name for name in rows if kind == "observations" or name != "source"]
    pd.testing.assert_frame_equal(rows[columns], expected[columns], check_dtype=False)
    known = shipped[kind].assign(release=0)
    visible = store.protect(kind, shipped[kind])
    change = change_of(outcome, known, visible)
    hidden_with_small = 0  # no small number itself, and so not the same as what readers see of it
    if kind == "observations":
        suppressed = (visible["status"] == Status.SUPPRESSED) & shipped[kind]["value"].notna()
        hidden_with_small = int(suppressed.sum() - outcome.small.sum())
    same = len(known) - hidden_with_small
    assert change.counts == {"nieuw": 0, "gewijzigd": hidden_with_small, "gelijk": same, "weg": 0}


def shipped_text(kind: str) -> str:
    return store.shipped(kind).groupby(store.shipped(kind).columns[0]).head(2).to_csv(index=False)


TWO_KNOWN = f"{INDICATORS[SMOKING].name} (%);{INDICATORS[BIRTHS].name}"
BASES = [
    *(shipped_text(kind).encode() for kind in ("observations", "tranches", "budget")),
    f"Gemeenten;Jaar;{TWO_KNOWN}\nHaarlem;2019;7,5;1800\nNL01;2019;x;9".encode(),
    "Regio's;2018;2019;2020\nHaarlem;7,5;.;8\nUtrecht (PV);7;8;9\nNergens;1;2;3".encode("cp1252"),
]
PIECES = [
    b"",
    b",",
    b";",
    b"\n",
    b"-",
    b"9",
    b"0",
    b"1e300",
    b"-99996",
    b"x",
    b"GM0392",
    b"NL01",
    b"2019",
    b"\xe9",
    b'"',
]


@pytest.mark.slow
@examples(25)
@given(
    base=st.sampled_from(BASES),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)), max_size=12),
    again=st.integers(0, 3),
    id=st.sampled_from(["", SMOKING, BIRTHS, BIG2]),
)
def test_the_checks_never_fail_on_what_could_be_read(base: bytes, cuts: list, again: int, id: str) -> None:
    content = base
    for where, many, piece in cuts:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + many :]
    lines = content.split(b"\n")
    content = b"\n".join([*lines, *lines[1 : again + 1]])
    try:
        reading = read("a.csv", content)
    except DataError:
        return
    shipped = {name: store.shipped(name) for name in (reading.kind, "totals", "sources")}
    subjects = {str(text): id for text in reading.rows["subject"].unique()} if "subject" in reading.rows else {}
    for chosen in ({}, subjects):
        outcome = checks.checked(reading, shipped, chosen)
        known = shipped[reading.kind].assign(release=0)
        change = change_of(outcome, known)
        assert len(outcome.rows) == len(outcome.lines) == len(outcome.small)
        assert outcome.blocked or set(outcome.rows.columns) == set(TABLES[reading.kind].names)
        assert all(change.counts[what] == len(change.rows(what)) for what in WHAT)


def test_no_more_of_a_text_from_a_file_is_shown_than_fits_on_a_line() -> None:
    reading = read("lang.csv", f"indicator,region,period,value\n{'x' * 290},GM0392,2019,1\n".encode())
    tables = {name: current().table(name) for name in ("observations", "totals", "sources")}
    found = checks.checked(reading, tables).findings
    assert found
    assert all(
        len(finding.message) < 400 and all(len(place.value) <= 80 for place in finding.places) for finding in found
    )


def test_what_a_finding_counts_can_be_written_as_json() -> None:
    assert json.dumps(Finding(Level.ERROR, "dubbel", "Twee rijen.", np.int64(2)).count) == "2"
