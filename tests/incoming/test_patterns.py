"""Every pattern of the product takes time in proportion to the text that it is held against."""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for path in (ROOT / "ks_data").rglob("*.py") if path.stem != "__main__")
REPEATED = (
    *("a", " ", "\t", "\n", "(", ")", "[", "]", "1", "0", "2019", "2019 ", "-", "- ", ".", "..", ",", "_", "a_", "1_"),
    *("/", "x ", " 000", "1.000", "per", "per1000", "gm", "wk", "(gg)", "gezondheidsregio", "'", '"', "=", ";", "é"),
    *("<", "a.", ".a", "jan ", "%", "*", "2019-", "()", "[]", " (", "t/m", "1e ", "regio ", "0,", ":", "\u00a0"),
)
BEFORE, BEHIND = ("", "a", "2019", "2019 ", "x", "[", "per "), ("", "!", "\n", " a", ")", "]", "2019")
SHORT, TIMES = 100, 4
"""A text of so many repeats is held against one that is so many times as long."""
GROWTH = 9.0
"""Linear work grows by 4, quadratic work by 16."""


METHODS = {name: name for name in ("fullmatch", "match", "search", "sub", "findall")}
METHODS |= {"replace": "sub", "contains": "search"}
"""The method of a pattern that is used, by what is called of `re` or of a column."""


def hostile() -> list[Callable[[int], str]]:
    """Makers of texts with so many repeats."""
    return [
        lambda count, unit=unit, before=before, behind=behind: f"{before}{unit * count}{behind}"
        for unit in REPEATED
        for before in BEFORE
        for behind in BEHIND
    ]


def took(work: Callable[[str], object], text: str, runs: int = 1) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work(text)
        best = min(best, time.perf_counter() - start)
    return best


def grows(work: Callable[[str], object], make: Callable[[int], str]) -> bool:
    """Whether the work on a text grows faster than the text, also when measured again and better."""
    return grows_between(work, make(SHORT), make(SHORT * TIMES))


def grows_between(work: Callable[[str], object], short: str, long: str) -> bool:
    return all(took(work, long, runs) > GROWTH * took(work, short, runs) for runs in (1, 3, 9, 27))


def compiled(constant: object) -> Iterator[re.Pattern[str]]:
    if isinstance(constant, re.Pattern):
        yield constant
    elif isinstance(constant, dict):
        yield from compiled(tuple(constant.values()))
    elif isinstance(constant, tuple | list):
        for element in constant:
            yield from compiled(element)


@cache
def methods_by_name() -> dict[str, set[str]]:
    """The methods of a pattern that are called anywhere, by the name of what they are called of."""
    calls: dict[str, set[str]] = {}
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        for name, method in re.findall(r"\b(\w+)\.(fullmatch|match|search|sub|findall)\(", source):
            calls.setdefault(name, set()).add(method)
    return calls


def patterns(path: Path) -> dict[str, Callable[[str], object]]:
    """Every pattern of a module by how it is used: those with a name, and those written where they are used."""
    matches: dict[str, Callable[[str], object]] = {}

    def take(pattern: re.Pattern[str], methods: set[str]) -> None:
        if isinstance(pattern.pattern, bytes):
            return
        for method in sorted(methods):
            run = getattr(pattern, method)
            matches[f"{method} {pattern.pattern}"] = (lambda text, run=run: run("", text)) if method == "sub" else run

    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for variable, constant in vars(importlib.import_module(name)).items():
        for pattern in compiled(constant):
            take(pattern, methods_by_name().get(variable) or {"fullmatch", "search"})
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if (method := METHODS.get(node.func.attr)) and isinstance(node.args[0], ast.Constant):
            written, of = node.args[0].value, ast.unparse(node.func.value)
            if (of == "re" or of.endswith(".str")) and isinstance(written, str):
                take(re.compile(written, re.IGNORECASE), {method})
    return matches


def test_the_patterns_of_the_product_are_looked_at() -> None:
    words, values = (patterns(ROOT / "ks_data/incoming/reading" / name) for name in ("words.py", "values.py"))
    assert len(words) > 3 and len(values) > 3


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        ("fullmatch", r"(.*?)(?:\s*\(([^()]*)\))?"),
        ("search", r"\[[^\]]*\]\s*$"),
        ("fullmatch", r"2019[\s-]+(?:\S*\s)?jan"),
        ("fullmatch", r"(\S.*?)\s+(2019)"),
    ],
)
def test_a_pattern_that_takes_longer_is_noticed(method: str, pattern: str) -> None:
    assert any(grows(getattr(re.compile(pattern), method), make) for make in hostile())


@pytest.mark.slow
@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_pattern_of_a_module_takes_time_in_proportion_to_the_text(path: Path) -> None:
    matches = patterns(path)
    growing = set()
    for make in hostile() if matches else ():
        short, long = make(SHORT), make(SHORT * TIMES)
        growing |= {(name, make(3)) for name, work in matches.items() if grows_between(work, short, long)}
    assert not growing
