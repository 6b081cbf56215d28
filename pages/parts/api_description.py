"""What can be asked at /api/v1, as OpenAPI and as a list; made of the tables themselves. Knows no server."""

from dataclasses import dataclass
from typing import Any

from ks_data.answers import open_data
from ks_data.answers.open_data import Field, OpenTable
from ks_data.catalogue.definitions import DEFINITIONS
from ks_data.store import Snapshot, releases

LIVE_BIRTHS = "live_births_count"
_TYPES = {"text": "string", "number": "number", "whole": "integer", "truth": "boolean"}
_OF_COLUMN = {
    "indicator": "Alleen deze indicatoren: een id uit de tabel indicators. Mag vaker.",
    "region": "Alleen deze gebieden: een code uit de tabel regions. Mag vaker.",
    "period": "Alleen deze perioden: een jaar (2019) of jaren samen (2017-2019). Mag vaker.",
}
_HEADERS = {
    "ETag": "Anders bij andere inhoud. Stuur hem mee als If-None-Match; dan krijgt u 304 als er niets veranderde.",
    "Release": "Het nummer van de nieuwste release die telt; 0 is zonder releases.",
}
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Wat er mis is, in het Nederlands."},
        "known": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Wat u in plaats daarvan kunt vragen.",
        },
    },
}
_LICENCE = {
    "type": "object",
    "required": list(DEFINITIONS["licences"].columns),
    "properties": {
        name: {"type": "string", "description": meaning} for name, meaning in DEFINITIONS["licences"].columns.items()
    },
}


@dataclass(frozen=True, slots=True)
class Example:
    """How a table is asked for in some language, to copy."""

    title: str
    code: str


def examples(address: str, region: str) -> tuple[Example, ...]:
    """The births of a region in three ways. address: of the API, with its server; region: a code."""
    births = f"{address}/observations?indicator={LIVE_BIRTHS}&region={region}"
    python = (
        f'import pandas as pd\n\nurl = "{births}"\ngeboortes = pd.read_csv(url)\nprint(geboortes[["period", "value"]])'
    )
    r = f'url <- "{births}"\ngeboortes <- read.csv(url)\nprint(geboortes[c("period", "value")])'
    return (
        Example("Op de opdrachtregel, met curl", f'curl --output geboortes.csv "{births}"'),
        Example("In Python, met pandas", python),
        Example("In R", r),
    )


def index(data: Snapshot, address: str) -> dict[str, Any]:
    """The tables with their addresses. address: where the API is on this server."""
    tables = [
        {"name": table.name, "title": table.title, "description": table.meaning, "address": f"{address}/{table.name}"}
        for table in open_data.OPEN_TABLES.values()
    ]
    return {
        "release": open_data.extract(data, "licences").number,
        "tables": tables,
        "openapi": f"{address}/openapi.json",
        "datapackage": f"{address}/datapackage.json",
    }


def openapi(data: Snapshot, address: str, version: str) -> dict[str, Any]:
    """The description, version 3.1. Raises DataError when a table whose values are listed cannot be read."""
    paths: dict[str, Any] = {
        f"/{table.name}": {"get": _operation(data, table)} for table in open_data.OPEN_TABLES.values()
    }
    paths |= {
        f"/{name}": {"get": {"operationId": id, "summary": summary, "responses": _responses(_json({"type": "object"}))}}
        for name, id, summary in (
            ("", "index", "Alle tabellen, met hun adres"),
            ("openapi.json", "openapi", "Deze beschrijving"),
            ("datapackage.json", "datapackage", "Alle tabellen als Data Package (Frictionless)"),
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": " ".join(filter(None, (data.mark, "Kansrijke Start: open data"))),
            "version": version,
            "description": (
                "De tabellen van de app, zoals lezers ze zien. Kleine aantallen personen zijn verborgen. Elke rij "
                "noemt haar bron; de tabel licences zegt hoe u die noemt en onder welke licentie."
            ),
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM, "Licence": _LICENCE}},
    }


def _operation(data: Snapshot, table: OpenTable) -> dict[str, Any]:
    return {
        "operationId": table.name,
        "summary": table.title,
        "description": table.meaning,
        "parameters": [_choice(data, table, column) for column in table.filters] + _options(data),
        "responses": _responses(_contents(data, table)),
    }


def _choice(data: Snapshot, table: OpenTable, column: str) -> dict[str, Any]:
    """A parameter by which rows are chosen; an empty one asks nothing."""
    values = ["", *open_data.known_values(data, table.name, column)]
    schema = {"type": "array", "items": {"type": "string", "enum": values}}
    return _parameter(column, _OF_COLUMN[column], schema)


def _options(data: Snapshot) -> list[dict[str, Any]]:
    release = {"type": "string", "enum": ["", "0", *(str(act.number) for act in releases.history())]}
    day = {"type": "string", "anyOf": [{"format": "date"}, release]}
    return [
        _parameter("format", "De vorm; anders die van de kop Accept, anders CSV.", _enum("", *open_data.FORMATS)),
        _parameter(
            "release", "De stand waarin deze release de nieuwste was (0: zonder releases); anders die van nu.", release
        ),
        _parameter("open", "De stand aan het eind van deze dag, of na deze release; anders die van nu.", day),
    ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "required": False, "schema": schema}


def _enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _contents(data: Snapshot, table: OpenTable) -> dict[str, Any]:
    columns = open_data.fields(table, data.mark)
    row = {
        "type": "object",
        "required": [field.name for field in columns],
        "properties": {field.name: _cell(field) for field in columns},
    }
    content = {
        "type": "object",
        "required": ["table", "release", "release_day", "sources", "rows"],
        "properties": {
            "table": {"type": "string"},
            "release": {"type": "integer"},
            "release_day": {"type": "string"},
            "let_op": {"type": "string", "description": "Staat er alleen bij cijfers die niet echt zijn."},
            "sources": {"type": "array", "items": {"$ref": "#/components/schemas/Licence"}},
            "rows": {"type": "array", "items": row},
        },
    }
    return {
        "text/csv": {"schema": {"type": "string"}},
        **_json(content),
        open_data.FORMATS["parquet"]: {"schema": {"type": "string", "format": "binary"}},
    }


def _cell(field: Field) -> dict[str, Any]:
    """A cell in JSON: a text is never null, a number that is not there is."""
    nullable = field.optional and field.type in ("number", "whole")
    kind: str | list[str] = [_TYPES[field.type], "null"] if nullable else _TYPES[field.type]
    allowed = {"enum": ["", *field.allowed] if field.optional else list(field.allowed)} if field.allowed else {}
    return {"type": kind, "description": field.meaning, **allowed}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {open_data.FORMATS["json"]: {"schema": schema}}


def _responses(content: dict[str, Any]) -> dict[str, Any]:
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()}
    refusals = {
        "400": "De vraag klopt niet; known zegt wat bekend is.",
        "404": "Een tabel die er niet is, of een stand van een dag die nog komt of waarvan niets bekend is.",
        "405": "Hier kan alleen GET.",
        "414": "Het adres is te lang.",
        "503": "De tabel is nu niet te lezen, of er zijn te veel vragen tegelijk.",
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "200": {"description": "De tabel, of wat erover gevraagd is.", "headers": headers, "content": content},
        "304": {"description": "Er veranderde niets.", "headers": headers},
        **{status: {"description": text, "content": problem} for status, text in refusals.items()},
    }
