"""Whatever the dialect and whatever the damage, a file is read as it says or refused in words."""

import csv
import io
import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import DataError
from ks_data.catalogue.statuses import Status
from ks_data.incoming.reading import ColumnMapping, Unrecognised
from ks_data.incoming.reading.tidy import read
from tests.examples import TIMES, examples
from tests.incoming.files import COLUMNS, SAMPLES

WORDS = st.text(st.sampled_from("abcdé ü'\";,|\t-.()1"), min_size=1, max_size=12).map(str.strip).filter(
    lambda word: word and not word[0].isdigit() and "[" not in word
)  # fmt: skip
TOWNS = st.sampled_from(["Haarlem", "'s-Gravenhage", "Súdwest-Fryslân", "Bergen (NH.)", "Utrecht (PV)", "Nederland"])
FIGURES = st.one_of(st.none(), st.integers(-5_000, 5_000_000), st.decimals(-900, 99_999, places=2).map(float))


@pytest.mark.slow
@examples(15)
@given(
    rows=st.lists(st.tuples(TOWNS, WORDS, FIGURES, FIGURES), min_size=1, max_size=6),
    separator=st.sampled_from(";,\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    sign=st.sampled_from(".,"),
    line=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_in_any_dialect_reads_back_the_same(
    rows: list[tuple[str, str, float | None, float | None]],
    separator: str,
    encoding: str,
    sign: str,
    line: str,
    quoting: int,
) -> None:
    def figure_text(figure: float | None) -> str:
        return "." if figure is None else repr(figure).replace(".", sign)

    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=line, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Gemeente", "Onderwerp", "2018", "2019"])
    writer.writerow(["Breda", "vast", figure_text(1.25), figure_text(2.5)])
    writer.writerows([town, word, *map(figure_text, figures)] for town, word, *figures in rows)
    reading = read("tabel.csv", stream.getvalue().encode(encoding))
    expected = [figure for row in [("", "", 1.25, 2.5), *rows] for figure in row[2:]]
    figures = [None if pd.isna(figure) else figure for figure in reading.rows["value"]]
    assert figures == expected
    assert reading.rows["region_text"].tolist()[2::2] == [town for town, *_ in rows]
    assert reading.rows["subject"].tolist()[2::2] == [word for _, word, *_ in rows]


POISON = [
    *(b"\x00", b'"', b";", b",", b"\t", b"\n", b"\r", b"\xff", b"\x81", b"'", b"-", b"\xef\xbb\xbf", b"[%]", b"((("),
    *(b"<table>", b"=cmd|' /C calc'!A0", b"2019", b"GM0392", b"Totaal", b"Identifier;Title", b"1e999"),
]


def damaged(random_: random.Random, content: bytes) -> bytes:
    """The same bytes, broken in one to four places."""
    for _ in range(random_.randint(1, 4)):
        start = random_.randrange(len(content) + 1)
        match random_.randrange(5):
            case 0:
                content = content[:start]
            case 1:
                content = content[:start] + random_.choice(POISON) + content[start:]
            case 2 if content:
                start = start % len(content)
                content = content[:start] + bytes([random_.randrange(256)]) + content[start + 1 :]
            case 3:
                content = content.replace(random_.choice([b";", b",", b"\n", b'"']), random_.choice(POISON), 1)
            case 4:
                end = random_.randrange(len(content) + 1)
                content = content + content[min(start, end) : max(start, end)]
    return content


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_are_read_or_refused_and_nothing_else(name: str) -> None:
    random_ = random.Random(name)
    for _ in range(40 * TIMES):
        content = damaged(random_, SAMPLES[name])
        try:
            reading = read(name, content)
        except DataError as error:
            assert str(error)
            continue
        if reading.kind == "observations":
            assert tuple(reading.rows) == COLUMNS
            assert set(reading.rows["status"]) <= {*Status, ""} or reading.layout == "sjabloon"


@examples(25)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read("bytes.csv", content)
    except DataError as error:
        assert str(error)


@pytest.mark.slow
@examples(25)
@given(st.lists(st.lists(WORDS | st.sampled_from(["2019", "Gemeente", "1,5", "", "GM0392"]), max_size=5), max_size=8))
def test_any_table_is_read_or_refused_also_with_a_mapping_by_hand(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(rows)
    content = stream.getvalue().encode()
    try:
        read("tabel.csv", content)
    except Unrecognised as error:
        columns = error.sheet.columns
        try:
            read("tabel.csv", content, ColumnMapping(columns[-1:], *columns[:1]))
        except DataError as refusal:
            assert str(refusal)
    except DataError as error:
        assert str(error)
