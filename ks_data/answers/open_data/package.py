"""All tables described as a Data Package of the Frictionless standard (datapackage.org). Knows no server."""

from typing import Any

from ks_data.answers.open_data.extracts import extract
from ks_data.answers.open_data.formats import FORMATS
from ks_data.answers.open_data.offered import OPEN_TABLES, Field, OpenTable, fields
from ks_data.catalogue.licences import CC0, CC_BY
from ks_data.store import Snapshot

_TYPES = {"text": "string", "number": "number", "whole": "integer", "truth": "boolean"}
_REFERS = {"indicator": ("indicators", "id"), "region": ("regions", "code"), "source": ("sources", "source")}
"""The table and the column in which a value of a column must stand."""
_LICENCES = {licence.name: licence for licence in (CC_BY, CC0)}
DESCRIPTION = (
    "Cijfers rond de geboorte per gemeente, de uitrol van Kansrijke Start, de begroting, en waar alles vandaan komt. "
    "Kleine aantallen personen zijn verborgen. Elke bron heeft haar eigen licentie; die staat in de tabel licences."
)


def data_package(data: Snapshot) -> dict[str, Any]:
    """The description, with addresses of tables beside its own.

    Raises DataError when a table cannot be read.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "kansrijke-start",
        "title": " ".join(filter(None, (data.mark, "Kansrijke Start"))),
        "description": DESCRIPTION,
        "release": extract(data, "licences").number,
        "resources": [_resource(data, table) for table in OPEN_TABLES.values()],
    }


def _resource(data: Snapshot, table: OpenTable) -> dict[str, Any]:
    used = extract(data, table.name).licences
    names = [name for name in dict.fromkeys(used["licence"]) if name]
    licences = [{"name": name, "title": _LICENCES[name].title, "path": _LICENCES[name].url} for name in names]
    sources = [
        {"title": row.attribution, **({"licence": row.licence} if row.licence else {})}
        for row in used.itertuples(index=False)
    ]
    resource = {
        "name": table.name,
        "title": table.title,
        "description": table.meaning,
        "path": f"{table.name}?format=csv",
        "scheme": "http",
        "format": "csv",
        "mediatype": FORMATS["csv"],
        "encoding": "utf-8",
        "schema": _schema(table, data.mark),
    }
    return resource | ({"licenses": licences} if licences else {}) | ({"sources": sources} if sources else {})


def _schema(table: OpenTable, mark: str) -> dict[str, Any]:
    columns = fields(table, mark)
    references = [
        {"fields": [field.name], "reference": {"resource": resource, "fields": [column]}}
        for field in columns
        if field.refers in _REFERS and not field.optional and table.name != (_REFERS[field.refers])[0]
        for resource, column in [_REFERS[field.refers]]
    ]
    return {
        "fields": [_field(field) for field in columns],
        "missingValues": [""],
        **({"primaryKey": list(table.key)} if table.key else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if field.optional else {"required": True}
    if field.allowed:
        constraints["enum"] = [str(value) for value in field.allowed]
    truths = {"trueValues": ["True"], "falseValues": ["False"]} if field.type == "truth" else {}
    described = {"name": field.name, "type": _TYPES[field.type], "description": field.meaning, **truths}
    return described | ({"constraints": constraints} if constraints else {})
