"""A server in a thread that answers as CBS does, in version 3 and version 4, and fails when it is told to."""

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from ks_data.catalogue import mergers, regions

TOTAL = "T001038"
Value = float | int | None


@dataclass
class Measure:
    """A topic: its keys in both versions, its title, and the title of its group."""

    v3: str
    v4: str
    title: str
    group: str
    value: Callable[[str, int], Value]


@dataclass
class Cbs:
    """One table as it stands on the server, and what goes wrong.

    periods: codes with their status. faults: what the next answers of rows go wrong with, in order. gone: versions that
    answer 404. page: rows of a page. changed: values of a region and year that differ from those of `measures`.
    """

    table: str
    measures: list[Measure]
    periods: dict[str, str]
    split: bool = True
    faults: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    page: int = 100_000
    ignores_filter: bool = False
    out_of_use: str = ""
    empty: bool = False
    twice: bool = False
    hidden: set[str] = field(default_factory=set)
    extra: set[str] = field(default_factory=set)
    changed: dict[tuple[str, int, str], Value] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    most_at_once: int = 0
    at_once: int = 0
    url: str = ""

    def codes(self, year: int) -> list[str]:
        towns = sorted((mergers.municipalities_in(year) | self.extra) - self.hidden)
        provinces = list(regions.provinces()["code"])
        return ["NL01", "LD01", "CR23", *provinces, *towns]

    def cell(self, measure: Measure, code: str, year: int) -> Value:
        """A value; of the country and the provinces the sum over those of its municipalities that count."""
        if (code, year, measure.v3) in self.changed:
            return self.changed[code, year, measure.v3]
        if code == "NL01":
            values = [measure.value(town, year) for town in mergers.municipalities_in(year)]
            return None if set(values) == {None} else sum(value or 0 for value in values)
        return measure.value(code, year)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Sex, region and period of all that there is."""
        for period in self.periods:
            for code in self.codes(int(period[:4])):
                for sex in (TOTAL, "3000", "4000") if self.split else (TOTAL,):
                    yield sex, code, period


def births(code: str, year: int) -> int:
    return 1834 if (code, year) == ("GM0392", 2020) else 100 + int(code[2:]) % 50


def young(code: str, year: int) -> int:
    return int(code[2:]) % 4


def people(code: str, _: int) -> int:
    return 200_000 if code == "GM0392" else 10_000


def births_table(**settings: Any) -> Cbs:
    periods = {"2020JJ00": "Definitief", "2021JJ00": "Definitief", "2021MM01": "Definitief", "2022JJ00": "Definitief"}
    measures = [
        Measure("BevolkingOp1Januari_1", "M1", "Bevolking op 1 januari", "Bevolking", people),
        Measure("LevendGeborenKinderen_7", "M2", "Levend geboren kinderen", "Geboorte", births),
        Measure("BevolkingOp31December_20", "M3", "Bevolking op 31 december", "Bevolking", people),
    ]
    return Cbs("37259ned", measures, **({"periods": periods} | settings))


def mothers_table(**settings: Any) -> Cbs:
    measures = [
        Measure("TotaalLevendGeborenKinderen_1", "M1", "Totaal levend geboren kinderen", "Geboorte", people),
        Measure("TotaalLevendGeborenKinderen_8", "M2", "Totaal levend geboren kinderen", "Leeftijd moeder", births),
        Measure("JongerDan20Jaar_9", "M3", "Jonger dan 20 jaar", "Leeftijd moeder", young),
    ]
    return Cbs("37201", measures, **({"periods": {"2020JJ00": "Definitief"}, "split": False} | settings))


class Handler(BaseHTTPRequestHandler):
    """Answers one question."""

    def __init__(self, cbs: Cbs, *arguments: Any) -> None:
        self.cbs = cbs
        super().__init__(*arguments)

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        cbs = self.cbs
        cbs.at_once += 1
        cbs.most_at_once = max(cbs.most_at_once, cbs.at_once)
        cbs.asked.append(self.path)
        cbs.agents.add(self.headers["User-Agent"])
        url = urlsplit(self.path)
        params = {name: texts[0] for name, texts in parse_qs(url.query).items()}
        service, table, entity = url.path.strip("/").split("/", 2)
        there = service[:2] not in cbs.gone and table == cbs.table
        failing = there and entity in ("TypedDataSet", "Observations") and bool(cbs.faults)
        play = v3 if service.startswith("v3") else v4
        answer = play(cbs, service, entity, params) if there and not failing else None
        cbs.at_once -= 1
        if failing:
            self.fail(cbs.faults.pop(0), url.path)
        elif answer is None:
            self.send(404, b"not here")
        else:
            self.send(200 if isinstance(answer, dict) else 500, answer)

    def fail(self, fault: str, path: str) -> None:
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == "truncated":
            self.send(200, b'{"odata.metadata": "x", "value": [{"ID": 0, "Reg')
        elif fault == "elsewhere":
            self.send(200, {"value": [], "odata.nextLink": "http://127.0.0.2:1/next", "@odata.nextLink": None})
        elif fault == "loop":
            self.send(200, {"value": [], "odata.nextLink": f"{self.cbs.url}{path}"})
        else:
            self.send(int(fault), b"<html>")

    def send(self, status: int, answer: Any) -> None:
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


Answer = dict[str, Any]


def v3(cbs: Cbs, service: str, entity: str, params: dict[str, str]) -> Answer | bytes | None:
    """Codes are padded, and a filter that does not pad matches nothing."""
    if entity == "TableInfos":
        return {"value": [{"Title": "Tabel", "Modified": "2024-07-01T02:00:00"}]}
    if entity == "DataProperties":
        return {"value": properties(cbs)}
    if entity == "Geslacht":
        titles = {TOTAL: "Totaal mannen en vrouwen", "3000": "Mannen", "4000": "Vrouwen"}
        return {"value": [{"Key": code.ljust(10), "Title": title} for code, title in titles.items()]}
    if entity == "Perioden":
        return {"value": [{"Key": code, "Title": code[:4], "Status": status} for code, status in cbs.periods.items()]}
    if entity != "TypedDataSet":
        return None
    rows = [
        {"ID": number, "Geslacht": sex.ljust(10), "RegioS": code.ljust(6), "Perioden": period}
        | {measure.v3: cbs.cell(measure, code, int(period[:4])) for measure in cbs.measures}
        for number, (sex, code, period) in enumerate(cbs.rows())
    ]
    rows = chosen(cbs, rows, params.get("$filter", ""))
    if service == "v3api" and len(rows) > 10_000:
        return b"The query returns more than 10000 records"
    selected = params["$select"].split(",")
    return paged(
        cbs, service, entity, [{name: row[name] for name in selected} for row in rows], params, "odata.nextLink"
    )


def properties(cbs: Cbs) -> list[Answer]:
    dimensions = {"Geslacht": "Dimension"} if cbs.split else {}
    dimensions |= {"RegioS": "GeoDimension", "Perioden": "TimeDimension"}
    if cbs.out_of_use:
        dimensions = {cbs.out_of_use: "Dimension"}
    rows: list[Answer] = [
        {"ID": number, "ParentID": None, "Type": kind, "Key": key, "Title": key}
        for number, (key, kind) in enumerate(dimensions.items())
    ]
    groups = list(dict.fromkeys(measure.group for measure in cbs.measures))
    rows += [
        {"ID": 100 + number, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": group}
        for number, group in enumerate(groups)
    ]
    rows += [
        {"ID": 200 + number, "ParentID": 100 + groups.index(measure.group), "Type": "Topic", "Key": measure.v3}
        | {"Title": measure.title}
        for number, measure in enumerate(cbs.measures)
    ]
    return rows


def v4(cbs: Cbs, service: str, entity: str, params: dict[str, str]) -> Answer | None:
    """Codes are not padded, a row is one value, and a page has the other spelling of its link."""
    if entity == "Properties":
        return {"Identifier": cbs.table, "Title": "Tabel", "Modified": "2024-07-01T02:00:00+02:00"}
    if entity == "Dimensions":
        kinds = {"Geslacht": "Dimension"} if cbs.split else {}
        kinds |= {"RegioS": "GeoDimension", "Perioden": "TimeDimension"}
        kinds = {cbs.out_of_use: "Dimension"} if cbs.out_of_use else kinds
        return {"value": [{"Identifier": name, "Title": name, "Kind": kind} for name, kind in kinds.items()]}
    if entity == "MeasureCodes":
        return {
            "value": [
                {"Identifier": measure.v4, "Title": measure.title, "MeasureGroupId": measure.group}
                for measure in cbs.measures
            ]
        }
    if entity == "MeasureGroups":
        return {"value": [{"Id": measure.group, "Title": measure.group, "ParentId": None} for measure in cbs.measures]}
    if entity == "GeslachtCodes":
        return {"value": [{"Identifier": TOTAL, "Title": "Totaal"}, {"Identifier": "3000", "Title": "Mannen"}]}
    if entity == "PeriodenCodes":
        return {"value": [{"Identifier": code, "Status": status} for code, status in cbs.periods.items()]}
    if entity != "Observations":
        return None
    rows = [
        {"Geslacht": sex, "RegioS": code, "Perioden": period, "Measure": measure.v4, "ValueAttribute": "None"}
        | {"Value": cbs.cell(measure, code, int(period[:4]))}
        for sex, code, period in cbs.rows()
        for measure in cbs.measures
    ]
    return paged(cbs, service, entity, chosen(cbs, rows, params.get("$filter", "")), params, "@odata.nextLink")


def chosen(cbs: Cbs, rows: list[Answer], condition: str) -> list[Answer]:
    """The rows of a filter: all must hold of the names, any of the values of a name."""
    if cbs.empty:
        return []
    if cbs.ignores_filter:
        return rows
    wanted: dict[str, set[str]] = {}
    for name, text in re.findall(r"(\w+) eq '([^']*)'", condition):
        wanted.setdefault(name, set()).add(text)
    starts = tuple(text for _, text in re.findall(r"startswith\((\w+),'([^']*)'\)", condition))
    rows = [
        row
        for row in rows
        if all(row[name] in texts for name, texts in wanted.items()) and row["RegioS"].startswith(starts)
    ]
    return [*rows, rows[0]] if cbs.twice else rows


def paged(cbs: Cbs, service: str, entity: str, rows: list[Answer], params: dict[str, str], link: str) -> Answer:
    first = int(params.get("$skip", 0))
    answer: Answer = {"value": rows[first : first + cbs.page]}
    if first + cbs.page < len(rows):
        following = urlencode(params | {"$skip": str(first + cbs.page)})
        answer[link] = f"{cbs.url}/{service}/{cbs.table}/{entity}?{following}"
    return answer


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server in a thread; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def playing(cbs: Cbs) -> Iterator[Cbs]:
    """The same while it can be asked."""
    with serving(partial(Handler, cbs)) as url:
        cbs.url = url
        yield cbs
