"""Does the disk cache serve no table that was made by other code?"""

import hashlib
from pathlib import Path

from ks_data.store import rules_version, snapshot
from tests.test_house import reached


def code_digest() -> str:
    """The text of the store and of all that it imports of ours."""
    modules = {"ks_data.store": Path(snapshot.__file__), **reached(Path(snapshot.__file__))}
    digest = hashlib.sha256()
    for name in sorted(modules.keys() - {rules_version.__name__}):
        digest.update(f"{name}\n{modules[name].read_text(encoding='utf-8')}".encode())
    return digest.hexdigest()[:16]


def test_the_version_of_the_rules_is_that_of_the_code_of_the_store_and_all_that_it_imports() -> None:
    assert {"ks_data.statistics.disclosure.gate", "ks_data.statistics.estimates", "ks_data.store.overlay"} <= set(
        reached(Path(snapshot.__file__))
    )
    assert code_digest() == rules_version.RULES_VERSION, (
        f'The code changed: write RULES_VERSION = "{code_digest()}" in {rules_version.__name__.replace(".", "/")}.py'
    )
