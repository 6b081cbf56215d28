"""A fault that nobody foresaw gives a reader a number, and the log the rest under that number."""

import logging
import re

from ks_data.catalogue.errors import DataError, unforeseen


def test_the_number_a_reader_is_given_stands_in_the_log_with_the_traceback(caplog):
    caplog.set_level(logging.ERROR, "ks_data")
    try:
        {}["Identifier"]
    except KeyError as error:
        answer = unforeseen("het lezen van cijfers.csv", error)
    assert isinstance(answer, DataError)
    assert str(answer).startswith("Er ging iets mis bij het lezen van cijfers.csv. ")
    number = re.search(r"nummer ([0-9A-F]{6}) aan de beheerder", str(answer))[1]
    assert number in caplog.text and "Traceback" in caplog.text and "KeyError: 'Identifier'" in caplog.text
    assert "Identifier" not in str(answer)


def test_every_fault_has_a_number_of_its_own():
    assert len({str(unforeseen("het lezen", ValueError())) for _ in range(20)}) == 20
