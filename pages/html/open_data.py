"""The tables that others can take over, each unfolding to what its columns mean. Knows no figure."""

from collections.abc import Iterable

from htpy import Element, Fragment, a, code, details, div, fragment, li, p, summary, table, tbody, td, th, thead, tr, ul

from ks_data.answers.open_data import FORMATS, Field, OpenTable

_KINDS = {"text": "tekst", "number": "getal", "whole": "geheel getal", "truth": "True of False"}


def open_tables(tables: Iterable[OpenTable], address: str) -> Element:
    """Each table by its title and name, with its address in each format and its columns. address: of the API."""
    return div(".ks-open")[[_table(table, address) for table in tables]]


def points(sentences: Iterable[str]) -> Element:
    """What is good to know, point by point."""
    return ul(".ks-open")[[li[sentence] for sentence in sentences]]


def descriptions(address: str) -> Element:
    """Where the descriptions for programs are. address: of the API."""
    named = {"openapi.json": "OpenAPI", "datapackage.json": "Data Package (Frictionless)"}
    links = [
        fragment[a(href=f"{address}/{file}", target="_blank", rel="noopener")[name], " "]
        for file, name in named.items()
    ]
    return p(".ks-quiet")["Voor programma's staat dit ook in: ", links]


def _table(described: OpenTable, address: str) -> Element:
    links = [
        a(href=f"{address}/{described.name}?format={format}", target="_blank", rel="noopener")[_name(format)]
        for format in FORMATS
    ]
    rows = [_column(field, field.name in described.filters) for field in described.fields]
    return details[
        summary[described.title, " ", code[described.name]],
        p[described.meaning],
        p[[fragment[link, " "] for link in links]],
        div(".ks-wide", tabindex="0")[
            table(".ks-table")[thead[tr[th["Kolom"], th["Soort"], th["Wat erin staat"]]], tbody[rows]]
        ],
    ]


def _name(format: str) -> str:
    return format.upper() if len(format) <= 4 else format.capitalize()


def _column(field: Field, is_filter: bool) -> Element:
    allowed: Fragment | None = None
    if field.allowed:
        allowed = fragment[" Mogelijk: ", ", ".join(field.allowed), "."]
    chosen = " Hierop kunt u kiezen." if is_filter else None
    return tr[td[code[field.name]], td[_KINDS[field.type]], td[field.meaning, allowed, chosen]]
