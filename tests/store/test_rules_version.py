"""Does the disk cache serve no table that was made by other code?"""

import ast
import hashlib
from pathlib import Path

from ks_data.catalogue import declared_indicators, monitor_indicators
from ks_data.store import rules_version, snapshot, table_states
from tests.test_house import reached

DECLARATIONS = {declared_indicators.__name__, monitor_indicators.__name__}
"""What they declare is part of the key itself: a new indicator needs no new version."""


def code_digest() -> str:
    """The text of the store and of all that it imports of ours, but declarations."""
    modules = {"ks_data.store": Path(snapshot.__file__), **reached(Path(snapshot.__file__))}
    digest = hashlib.sha256()
    for name in sorted(modules.keys() - {rules_version.__name__} - DECLARATIONS):
        digest.update(f"{name}\n{modules[name].read_text(encoding='utf-8')}".encode())
    return digest.hexdigest()[:16]


def test_the_version_of_the_rules_is_that_of_the_code_of_the_store_and_all_that_it_imports() -> None:
    assert {"ks_data.statistics.disclosure.gate", "ks_data.statistics.estimates", "ks_data.store.overlay"} <= set(
        reached(Path(snapshot.__file__))
    )
    assert code_digest() == rules_version.RULES_VERSION, (
        f'The code changed: write RULES_VERSION = "{code_digest()}" in {rules_version.__name__.replace(".", "/")}.py'
    )


def test_where_indicators_are_declared_nothing_else_is_defined() -> None:
    for module in (declared_indicators, monitor_indicators):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        assert {type(node) for node in ast.walk(tree)} & {ast.FunctionDef, ast.ClassDef, ast.Lambda} == set()


def test_another_declaration_is_another_key(monkeypatch) -> None:
    before = table_states._cache_key("telt", (), "observations")
    monkeypatch.setitem(table_states.INDICATORS, "x_percent", next(iter(table_states.INDICATORS.values())))
    assert table_states._cache_key("telt", (), "observations") != before
