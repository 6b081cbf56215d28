"""The tables as others take them over: which there are, a choice of rows, and their bytes. Knows no server."""

from ks_data.answers.open_data.extracts import Extract, extract
from ks_data.answers.open_data.formats import FORMATS, pieces
from ks_data.answers.open_data.offered import OPEN_TABLES, Field, OpenTable, fields
from ks_data.answers.open_data.package import data_package
from ks_data.answers.open_data.questions import (
    OPTIONS,
    OtherStateError,
    Question,
    UnknownError,
    UnknownTableError,
    known_values,
    question,
    state,
)

__all__ = [
    "FORMATS",
    "OPEN_TABLES",
    "OPTIONS",
    "Extract",
    "Field",
    "OpenTable",
    "OtherStateError",
    "Question",
    "UnknownError",
    "UnknownTableError",
    "data_package",
    "extract",
    "fields",
    "known_values",
    "pieces",
    "question",
    "state",
]
