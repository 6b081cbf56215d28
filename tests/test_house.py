"""The rules of the house, read from the source: who may import whom, and what does not belong here."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORMATS = ROOT.parent / "shared" / "formats"
FOUNDATION = {"errors", "tables", "indicators"}
"""The modules of ks_data that declare: they know nothing of the rest."""
MIDDLE = {"disclosure", "regions", "store", "measures", "releases", "overlay", "shelf"}
BENEATH_THE_MIDDLE = {"errors", "tables", "indicators", "dutch", "files"}
"""All that regions, store and measures may build on besides each other."""
LONGEST_PAGE = 90
HOMES = ("work", "tmp", "root", "home")
"""Folders of one machine; a path that starts in one of them works nowhere else."""

DATA_MODULES = sorted((ROOT / "ks_data").rglob("*.py"))
INGEST = [path for path in DATA_MODULES if path.parent.name == "ingest"]
PAGE_MODULES = sorted((ROOT / "pages").glob("*.py"))
APP = ROOT / "app.py"
MENU = re.findall(r"""["']pages/(\w+)\.py["']""", APP.read_text(encoding="utf-8"))
PAGE_SCRIPTS = [path for path in PAGE_MODULES if path.stem in MENU]
"""The pages that a reader can open; the other files in pages/ are what they share."""
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """ks_data/store.py -> ks_data.store; a package is named without __init__."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it; `from package import module` counts as package.module."""
    found: set[str] = set()
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = ROOT.joinpath(*origin.split("."), alias.name)
                is_module = inner.with_suffix(".py").exists() or (inner / "__init__.py").exists()
                found.add(f"{origin}.{alias.name}" if is_module else origin)
    return found


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(path)}


def within_ks_data(path: Path) -> set[str]:
    """What a module of ks_data imports of ks_data itself, named without the package ("" is the package)."""
    names = {name for name in imports(path) if name.partition(".")[0] == "ks_data"}
    return {name.removeprefix("ks_data").removeprefix(".") for name in names}


def committed() -> list[Path]:
    """The files that git keeps; skips where this is not a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


# --- app -> pages -> ks_data, never back ---


def test_the_reader_of_imports_sees_every_kind_of_import(tmp_path, monkeypatch):
    (tmp_path / "ks_data" / "ingest").mkdir(parents=True)
    (tmp_path / "ks_data" / "store.py").touch()
    module = tmp_path / "ks_data" / "ingest" / "read.py"
    module.write_text(
        "import streamlit.runtime\nfrom ks_data import store, load\nfrom .. import store\n"
        "def late():\n    from ..store import load\n    import altair as alt\n"
    )
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert imports(module) == {"streamlit.runtime", "ks_data.store", "ks_data", "altair"}


@pytest.mark.parametrize("path", DATA_MODULES, ids=relative)
def test_the_data_knows_neither_the_app_nor_how_it_is_drawn(path):
    assert not tops(path) & {"app", "pages", "tests", "streamlit", "altair"}


@pytest.mark.parametrize("path", PAGE_MODULES, ids=relative)
def test_a_page_knows_neither_the_app_nor_the_tests(path):
    assert not tops(path) & {"app", "tests"}


@pytest.mark.parametrize("path", [APP, *PAGE_MODULES], ids=relative)
def test_nobody_imports_a_page(path):
    assert not imports(path) & {module_name(page) for page in PAGE_SCRIPTS}


def test_every_page_on_the_menu_is_a_file():
    assert {path.stem for path in PAGE_SCRIPTS} == set(MENU)
    assert {"frame", "charts"} <= {path.stem for path in PAGE_MODULES} - set(MENU)


def test_every_file_in_pages_is_on_the_menu_or_used_by_another():
    used = {name for path in [APP, *PAGE_MODULES] for name in imports(path)}
    shared = [path for path in PAGE_MODULES if path not in PAGE_SCRIPTS]
    assert not [relative(path) for path in shared if module_name(path) not in used]


@pytest.mark.parametrize("path", PAGE_MODULES, ids=relative)
def test_what_draws_with_altair_knows_no_streamlit(path):
    assert not tops(path) >= {"altair", "streamlit"}


def test_the_charts_know_no_streamlit_not_even_through_others():
    ahead, seen = ["pages.charts"], set()
    while ahead:
        name = ahead.pop()
        path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
        if name not in seen and path.exists():
            seen.add(name)
            assert "streamlit" not in tops(path), f"{relative(path)} brings Streamlit into the charts"
            ahead += imports(path)


# --- inside ks_data ---


@pytest.mark.parametrize("name", sorted(FOUNDATION))
def test_declarations_import_nothing_of_the_data_module_but_its_errors(name):
    assert within_ks_data(ROOT / "ks_data" / f"{name}.py") <= {"errors"}


@pytest.mark.parametrize("name", sorted(MIDDLE))
def test_regions_store_and_measures_build_on_declarations_only(name):
    path = ROOT / "ks_data" / f"{name}.py"
    if not path.exists():
        pytest.skip(f"ks_data/{name}.py does not exist yet")
    assert within_ks_data(path) <= BENEATH_THE_MIDDLE | MIDDLE


@pytest.mark.parametrize("path", INGEST, ids=relative)
def test_reading_files_builds_on_the_middle_and_never_the_other_way(path):
    own = {module_name(each).removeprefix("ks_data.") for each in INGEST}
    assert within_ks_data(path) <= BENEATH_THE_MIDDLE | MIDDLE | own


def test_no_module_of_the_data_imports_itself_through_others():
    graph = {module_name(path): imports(path) for path in DATA_MODULES}
    for start in graph:
        seen: set[str] = set()
        ahead = list(graph[start])
        while ahead:
            name = ahead.pop()
            assert name != start, f"{start} imports itself, by way of {sorted(seen)}"
            if name in graph and name not in seen:
                seen.add(name)
                ahead += graph[name]


def test_only_the_store_and_the_shapes_touch_parquet():
    readers = {path.stem for path in DATA_MODULES + PAGE_MODULES + [APP] if "pyarrow.parquet" in imports(path)}
    assert readers <= {"store", "files", "releases"}


# --- how a file looks ---


@pytest.mark.parametrize("path", [APP, *PAGE_MODULES, *DATA_MODULES, *TESTS], ids=relative)
def test_every_module_opens_by_saying_what_it_does(path):
    text = path.read_text(encoding="utf-8")
    if text.strip():
        said = ast.get_docstring(ast.parse(text))
        assert said and said.split("\n\n")[0].rstrip().endswith((".", "?", "!"))


@pytest.mark.parametrize("path", PAGE_SCRIPTS, ids=relative)
def test_a_page_is_a_short_script(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_PAGE


def test_no_module_is_a_drawer_for_everything():
    drawers = {"util", "utils", "common", "helper", "helpers", "misc"}
    assert not [relative(path) for path in [*PAGE_MODULES, *DATA_MODULES, *TESTS] if path.stem in drawers]
    assert not [folder for folder in drawers if (ROOT / folder).exists()]


# --- what git keeps ---


def test_no_file_was_taken_from_the_shared_examples():
    if not FORMATS.is_dir():
        pytest.skip("the shared examples are not beside this checkout")
    lent = {path.name for path in FORMATS.iterdir()}
    assert not [relative(path) for path in committed() if path.name in lent]


def test_no_text_file_names_a_path_of_one_machine():
    path_of_one_machine = re.compile(rf"(?<![\w.~)\]}}-])/(?:{'|'.join(HOMES)})/")
    named = []
    for path in committed():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture, a font or parquet
        named += [f"{relative(path)}:{at}" for at, line in enumerate(lines, 1) if path_of_one_machine.search(line)]
    assert not named
