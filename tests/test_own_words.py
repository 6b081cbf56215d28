"""The product says things in its own words: nothing is copied from the documents it is about."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ks_data.answers import claims
from ks_data.store import current

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"


def product_texts() -> Iterator[tuple[str, str]]:
    """All that a reader may see, by file: the strings in the code and the typed-in data."""
    for path in [*sorted((ROOT / "ks_data").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value
    for path in sorted((ROOT / "data" / "sources").glob("*.csv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.name, line


NAMES = (
    "Kinderen geboren in een gezin dat te maken heeft met een kwetsbare situatie",
    "Vroeggeboorte en/of laag geboortegewicht voor de duur van de zwangerschap",
    "Prenatale huisbezoeken bijdrage vanuit het gemeentefonds vanaf 1/7/2022",
    "lokale coalities Kansrijke Start per gemeente, peildatum 1 januari 2023",
)
"""What the documents call an indicator, a budget line and a map: names, that must stay as they are."""


def runs(text: str, length: int = 10) -> set[str]:
    """Every run of ten words; names and quotations (“…”) are marked and do not count."""
    for name in NAMES:
        text = re.sub(re.escape(name), " | ", text, flags=re.IGNORECASE)
    passages = re.split(r"“[^”]*”|\|", text.casefold())
    words = [re.findall(r"[^\W_]+", passage) for passage in passages]
    return {
        " ".join(passage[start : start + length]) for passage in words for start in range(len(passage) - length + 1)
    }


def test_it_is_geboortes_in_every_text_that_a_reader_sees() -> None:
    texts = [(name, text) for name, text in product_texts() if not name.endswith(".csv")]  # those cite titles of others
    texts += [(name, (ROOT / name).read_text(encoding="utf-8")) for name in ("README.md", "CHANGELOG.md")]
    assert len(texts) > 5000
    assert [(name, text[:80]) for name, text in texts if re.search(r"\bgeboorten\b", text, re.IGNORECASE)] == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not part of the project")
def test_no_ten_words_in_a_row_are_copied_from_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)
    documents = {run for path in SEEDS.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    assert len(documents) > 4000
    assert [(name, run) for name, text in product_texts() for run in runs(text) & documents] == []
    claims_text = " ".join(claim_check.claim.says for claim_check in claims.checks(current()))
    assert not runs(claims_text) & documents
