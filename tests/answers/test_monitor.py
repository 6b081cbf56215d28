"""The national monitor: what is shipped, and what stands beside it."""

import re

import pytest

from ks_data.answers import monitor
from ks_data.catalogue.counts import NU_NIET_ZWANGER
from ks_data.catalogue.indicators import AFTER, BEFORE, DURING, OVERALL
from ks_data.store import current

HAARLEM, UTRECHT = "GM0392", "GM0344"
BIG2 = "monitor_preterm_or_low_birthweight_percent"
NNZ = "municipalities_with_nu_niet_zwanger_percent"


def line_of(indicator: str) -> monitor.MonitorLine:
    return next(line for line in monitor.monitor_lines(current()) if line.indicator.id == indicator)


def said_beside(indicator: str, region: str = HAARLEM) -> str:
    return " ".join(remark.text for remark in monitor.beside(current(), line_of(indicator), region))


def test_the_monitor_has_fifteen_indicators_in_four_phases() -> None:
    lines = monitor.monitor_lines(current())
    assert [line.number for line in lines] == list(range(1, 16))
    phases = [line.indicator.phase for line in lines]
    assert [phases.count(phase) for phase in (OVERALL, BEFORE, DURING, AFTER)] == [2, 1, 5, 7]
    assert {line.symbol for line in lines} == set(monitor.SYMBOLS)


def test_indicator_7_has_no_value_and_says_why() -> None:
    without = [line for line in monitor.monitor_lines(current()) if line.figure is None]
    assert [line.number for line in without] == [7]
    assert without[0].amount == "geen waarde"
    assert "geen waarde en geen jaar" in without[0].missing
    text = said_beside("antenatal_care_after_10w_percent")
    assert "78,4%" in text and "72,6%" in text
    assert "een start vóór week 10, niet erna" in text


def test_big2_of_the_monitor_stands_beside_the_rate_of_the_note_as_another_definition_and_unit() -> None:
    assert line_of(BIG2).amount == "14,8%"
    text = said_beside(BIG2)
    assert "147,1" in text and "157,5" in text
    assert "een andere definitie en een andere eenheid" in text
    assert "Dat is dezelfde waarde als in de monitor." in text
    assert "16% (jaar niet genoemd" in text


def test_shares_of_municipalities_stand_beside_their_numbers() -> None:
    assert "279 gemeenten met Nu Niet Zwanger (april 2024). Dat is 82% van de 342 en past bij" in said_beside(NNZ)
    text = said_beside("municipalities_with_coalition_percent")
    for words in (
        "62% van 342 gemeenten is ongeveer 212",
        "342 gemeenten die in een tranche",
        "272 gemeenten in lokale",
    ):
        assert words in text
    assert text.endswith("Vergelijk deze cijfers dus niet.")


def test_what_is_said_beside_the_monitor_follows_the_data(change_cells) -> None:
    change_cells("counts", "id", NU_NIET_ZWANGER.id, "value", 200.0)
    assert "Dat is 58% van de 342 en is iets anders dan" in said_beside(NNZ)


def test_another_municipality_sees_the_country_and_why_its_own_figure_is_missing() -> None:
    text = said_beside(BIG2, UTRECHT)
    assert "Haarlem te vroeg" not in text and "157,5" in text
    assert "Voor Utrecht is dit cijfer nog niet aangeleverd." in text
    assert "project" not in said_beside(NNZ, UTRECHT)
    assert "Haarlem heeft het project Nu Niet Zwanger" in said_beside(NNZ)


def test_everything_beside_the_monitor_that_has_a_figure_has_a_source() -> None:
    listed = set(current().table("sources")["source"])
    for line in monitor.monitor_lines(current()):
        for remark in monitor.beside(current(), line, HAARLEM):
            assert set(remark.sources) <= listed
            assert remark.sources or not re.search(r"\d", remark.text)


def test_the_page_of_the_monitor_says_that_indicator_7_has_no_value_and_that_symbols_are_not_explained(
    page_text,
) -> None:
    text = page_text("monitor")
    assert "geen waarde De bron noemt bij deze indicator geen waarde en geen jaar." in text
    assert "legt die tekens niet uit" in text
    assert "9 keer ↑ (pijl omhoog), 4 keer × (kruis), 1 keer ... (drie puntjes) en 1 keer ↓ (pijl omlaag)" in text


@pytest.mark.slow
def test_the_source_of_most_figures_is_named_once_at_the_top_and_another_beside_its_figure(change_cells) -> None:
    answer = monitor.monitor(current(), HAARLEM)
    assert "Bron: Ministerie van VWS, 2024" in answer.lead
    apart = [row.title for phase in answer.phases for row in phase.rows if row.source]
    change_cells("observations", "indicator", "municipalities_with_voorzorg_percent", "source", "gids-vng-2022")
    changed = [row for phase in monitor.monitor(current(), HAARLEM).phases for row in phase.rows if row.source]
    assert len(apart) < 3 and [row.title for row in changed if row.title not in apart] == ["5. Gemeenten met VoorZorg"]


def test_the_download_of_the_monitor_has_a_row_for_each_indicator_with_its_source() -> None:
    rows = monitor.monitor(current(), HAARLEM).download()
    assert len(rows) == 15 and rows["source"].str.len().min() > 20
    assert rows.loc[rows["number"] == 7, "note"].item() == "De bron noemt bij deze indicator geen waarde en geen jaar."
