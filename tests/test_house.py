"""The rules of the house, read from the source: who may import whom, and what does not belong here."""

import ast
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from pages.parts import menu

ROOT = Path(__file__).parents[1]
FORMATS = ROOT.parent / "shared" / "formats"
PARQUET = {
    "ks_data.catalogue.parquet",
    "ks_data.store.disk_cache",
    "ks_data.store.releases.log",
    "ks_data.store.releases.rows",
    "ks_data.store.shipped",
    "ks_data.workshop.boundary_files",
    "ks_data.answers.open_data.formats",
}
"""Who reads or writes parquet; the last two only write it, for shapes/ and for an export."""
LONGEST_PAGE = 90
LONGEST_MODULE, LONGEST_TEST = 400, 500
HOMES = ("work", "tmp", "root", "home")
"""Folders of one machine; a path that starts in one of them works nowhere else."""

DATA_MODULES = sorted((ROOT / "ks_data").rglob("*.py"))
READING = [path for path in DATA_MODULES if "reading" in path.parent.parts]
PAGE_MODULES = sorted((ROOT / "pages").rglob("*.py"))
APP = ROOT / "app.py"
MENU = [page.name for page in menu.PAGES]
PAGE_SCRIPTS = [path for path in PAGE_MODULES if path.parent.name == "pages" and path.stem in MENU]
"""The pages that a reader can open; the other files in pages/ are what they share."""
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def breaches(paths: Iterable[Path], rule: Callable[[Path], object]) -> dict[str, object]:
    """What each file has that a rule does not allow, by file; a file that keeps to the rule is not in it."""
    return {relative(path): breach for path in paths if (breach := rule(path))}


def tree(path: Path) -> ast.Module:
    """The code of a file, which no rule changes."""
    return parsed(path.read_text(encoding="utf-8"))


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def module_name(path: Path) -> str:
    """ks_data/store.py -> ks_data.store; a package is named without __init__."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in [APP, *PAGE_MODULES, *DATA_MODULES]}
"""The product, by name."""


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, anywhere in it; `from package import module` counts as package.module."""
    found: set[str] = set()
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = ROOT.joinpath(*origin.split("."), alias.name)
                is_module = inner.with_suffix(".py").exists() or (inner / "__init__.py").exists()
                found.add(f"{origin}.{alias.name}" if is_module else origin)
    return frozenset(found)


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(path)}


def reached(path: Path) -> dict[str, Path]:
    """The modules of this project that a file imports, also through others, by name."""
    found: dict[str, Path] = {}
    ahead = set(imports(path))
    while ahead:
        name = ahead.pop()
        if name in MODULES and name not in found:
            found[name] = MODULES[name]
            ahead |= imports(MODULES[name])
    return found


def names(path: Path) -> set[str]:
    """Every name in the code of a file, not in its texts."""
    with path.open("rb") as code:
        return {token.string for token in tokenize.tokenize(code.readline) if token.type == tokenize.NAME}


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


def test_the_reader_of_names_passes_over_texts(tmp_path):
    module = tmp_path / "read.py"
    module.write_text('"""Reads parquet."""\nframe.to_csv("a.parquet")  # no parquet\n')
    assert names(module) == {"frame", "to_csv"}


WRITES_FILES = ROOT / "ks_data" / "command_line" / "briefings.py"
"""The command that writes the files which the pages offer: it asks pages.outputs for them, when it is run."""


def test_the_data_knows_neither_the_app_nor_how_it_is_drawn():
    apart = {"app", "tests", "streamlit", "altair", "pptx", "typst", "pages"}
    drawing = breaches(DATA_MODULES, lambda path: {name for name in imports(path) if name.partition(".")[0] in apart})
    assert drawing == {relative(WRITES_FILES): {"pages.outputs.files"}}


@pytest.mark.slow
def test_files_are_drawn_with_what_is_only_loaded_when_one_is_asked_for():
    code = (
        "import importlib, pkgutil, sys, pages.parts, ks_data.__main__\n"
        "for part in pkgutil.iter_modules(pages.parts.__path__, 'pages.parts.'): importlib.import_module(part.name)\n"
        "print(sorted({'pptx', 'typst', 'xlsxwriter', 'pages.outputs.files'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_a_page_knows_neither_the_app_nor_the_tests():
    assert breaches(PAGE_MODULES, lambda path: tops(path) & {"app", "tests"}) == {}


def test_nobody_imports_a_page():
    scripts = {module_name(page) for page in PAGE_SCRIPTS}
    assert breaches([APP, *PAGE_MODULES], lambda path: imports(path) & scripts) == {}


def keys_of_widgets(paths: Iterable[Path]) -> set[str]:
    """The keys that pages write out, given by name or in the place of a parameter that is called key."""
    calls, positions = [], {}
    for node in nodes(paths):
        if isinstance(node, ast.Call):
            calls.append(node)
        elif isinstance(node, ast.FunctionDef):
            parameters = [parameter.arg for parameter in node.args.args]
            positions |= {node.name: parameters.index("key")} if "key" in parameters else {}
    keys = [named.value for call in calls for named in call.keywords if named.arg == "key"]
    for call in calls:
        position = positions.get(ast.unparse(call.func).split(".")[-1], len(call.args))
        keys += call.args[position : position + 1]
    return {key.value for key in keys if isinstance(key, ast.Constant)}


def views(paths: Iterable[Path]) -> set[str]:
    """The labels of views that pages write out."""
    calls = [node for node in nodes(paths) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".view")]
    return {label.value for call in calls for label in ast.walk(call.args[0]) if isinstance(label, ast.Constant)}


def texts(path: Path) -> set[str]:
    """The texts in the code of a file; not those that only stand there to be read."""
    code = nodes([path])
    read_only = {id(node.value) for node in code if isinstance(node, ast.Expr)}
    constants = [node.value for node in code if isinstance(node, ast.Constant) and id(node) not in read_only]
    return {text for text in constants if isinstance(text, str)}


def nodes(paths: Iterable[Path]) -> list[ast.AST]:
    return [node for path in paths for node in ast.walk(tree(path))]


@cache
def words_of_pages() -> set[str]:
    """The names of files, widgets and views."""
    return {*MENU, *keys_of_widgets(PAGE_MODULES), *views(PAGE_MODULES)}


WORDS_OF_THE_DATA = {
    "ks_data": {"gemeente", "provincie", "monitor"},
    "ks_data/answers/open_data": {"releases"},
    "ks_data/answers/terms.py": {"afgeleid"},
    "ks_data/catalogue/definitions.py": {"releases"},
    "ks_data/catalogue/headings.py": {"Bronnen"},
    "ks_data/catalogue/tables.py": {"begroting", "cijfers"},
    "ks_data/command_line": {"bestand", "releases"},
    "ks_data/incoming": {"nieuw"},
    "ks_data/incoming/reading": {"jaar", "cijfer", "bron", "gebieden"},
    "ks_data/store/releases": {"releases"},
    "ks_data/workshop/demo.py": {"cijfers"},
}
"""What pages call a page or a widget too, and the data mean otherwise: a level of regions, a table and what it is
called, what a file would do to a row, the headings in files, releases counted and their folder, a word to explain."""


def test_the_data_name_no_page_no_widget_and_no_view():
    def clash(path: Path) -> set[str]:
        homes = [words for place, words in WORDS_OF_THE_DATA.items() if path.is_relative_to(ROOT / place)]
        return texts(path) & words_of_pages() - set().union(*homes)

    named = breaches(DATA_MODULES, clash)
    assert named == {}, "a layout or another id of the data may not be the name of a page, a widget or a view"


def test_the_reader_of_widgets_sees_every_way_to_write_a_key(tmp_path):
    page, module = tmp_path / "page.py", tmp_path / "module.py"
    page.write_text(
        "def select(label, options, key): ...\n"
        "frame.select('Jaar', years, 'jaar'); st.toggle('Zeker', key='zeker'); st.toggle('Vast', key=name)\n"
        "part = links.view(['Een', 'Twee'], 'deel')\n"
    )
    module.write_text('"""No text."""\nname = f"a {b} text"; call(of="another")\n')
    assert keys_of_widgets([page]) == {"jaar", "zeker"}
    assert views([page]) == {"Een", "Twee"}
    assert texts(module) == {"a ", " text", "another"}


def test_the_menu_chooses_only_in_widgets_and_views_that_there_are():
    chosen = {"gemeente", "vergelijk", "cijfers", "onderdeel", "bron"}
    assert chosen <= texts(ROOT / "pages" / "parts" / "menu.py")
    others = [path for path in PAGE_MODULES if path.name != "menu.py"]
    assert chosen <= keys_of_widgets(others) <= words_of_pages()
    assert {view for _, view in menu.TABS.values()} <= views(others)


def test_every_page_on_the_menu_is_a_file():
    assert MENU and {path.stem for path in PAGE_SCRIPTS} == set(MENU)
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == {*MENU, "__init__"}


def test_every_file_in_pages_is_on_the_menu_or_used_by_another():
    used = {name for path in [APP, *PAGE_MODULES] for name in imports(path)}
    shared = [path for path in PAGE_MODULES if path not in PAGE_SCRIPTS and path.stem != "__init__"]
    assert not [relative(path) for path in shared if module_name(path) not in used]


def test_what_draws_with_altair_knows_no_streamlit_not_even_through_others():
    drawing = [path for path in PAGE_MODULES if "altair" in tops(path)]
    assert ROOT / "pages" / "charts" / "trend.py" in drawing

    def streamlit_by_way_of(path: Path) -> list[str]:
        return [relative(module) for module in [path, *reached(path).values()] if "streamlit" in tops(module)]

    assert breaches(drawing, streamlit_by_way_of) == {}


# --- inside ks_data ---


def test_reading_files_knows_nothing_that_is_kept_or_computed():
    rooms = ("incoming", "catalogue", "language")
    parts = ("ks_data.incoming.reading", "ks_data.incoming.findings")

    def too_much(path: Path) -> list[str]:
        own = [name for name in imports(path) if name.startswith("ks_data.")]
        incoming = [name for name in own if name.startswith("ks_data.incoming.") and not name.startswith(parts)]
        return incoming + [name for name in own if name.split(".")[1] not in rooms]

    assert breaches(READING, too_much) == {}


def test_there_is_reading():
    assert len(READING) > 3


def test_no_module_imports_itself_through_others():
    def circle(path: Path) -> list[str]:
        through = sorted(reached(path))
        return through if module_name(path) in through else []

    assert breaches(MODULES.values(), circle) == {}


def test_only_who_keeps_figures_touches_parquet():
    ways = {"read_parquet", "to_parquet", "fastparquet"}
    touching = {name for name, path in MODULES.items() if "pyarrow.parquet" in imports(path) or ways & names(path)}
    assert touching == PARQUET


# --- a text is never a format, a pattern or code ---


DECLARED = {
    ("ks_data.answers.claims.checking", "claim.repeated"),
    ("ks_data.answers.claims.document_rules", "event"),
    ("ks_data.answers.claims.document_rules", "item"),
    ("ks_data.incoming.reading.words", "pattern"),
    ("ks_data.incoming.reading.values", "whole"),
    ("ks_data.incoming.reading.values", "groups"),
}
"""Patterns that go by another name where they are used; all are written out in the module itself."""
MATCHING = {"compile", "match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split"}
MATCHING_COLUMNS = {"contains", "match", "fullmatch", "extract", "extractall", "replace", "count", "findall"}


def declared(node: ast.expr) -> bool:
    """Whether a text is written out in the code, or put together from constants."""
    if isinstance(node, ast.JoinedStr):
        return all(declared(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return declared(node.value)
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return isinstance(node, ast.Constant) or (bool(name) and name == name.upper())


def executed(path: Path) -> list[str]:
    """Where a module uses a text as a format, a pattern or code, and the text is not its own."""
    found = []
    module = module_name(path)
    for node in ast.walk(tree(path)):
        text: ast.expr | None = None
        if isinstance(node, ast.ImportFrom) and node.module == "string":
            found.append("import string")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            text = node.left if isinstance(node.left, ast.Constant | ast.JoinedStr) else None
            found += (
                [ast.unparse(node)] if isinstance(text, ast.JoinedStr) or isinstance(text and text.value, str) else []
            )
            text = None
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [ast.unparse(node)] if node.func.id in ("format", "eval", "exec") else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, of = node.func.attr, ast.unparse(node.func.value)
            first = node.args[0] if node.args else None
            literal = any(one.arg == "regex" and ast.unparse(one.value) == "False" for one in node.keywords)
            if name in ("format", "format_map"):
                text = node.func.value
                found += [ast.unparse(node)] if module.startswith("ks_data") else []
            elif (
                (name in ("query", "eval") and "sindex" not in of)
                or (of == "re" and name in MATCHING)
                or (of.endswith(".str") and name in MATCHING_COLUMNS and not literal)
            ):
                text = first if not isinstance(first, ast.Call) else None
            elif name.endswith("_regex"):
                text = node.args[1]
        if text is not None and not declared(text) and (module, ast.unparse(text)) not in DECLARED:
            found.append(ast.unparse(node))
    return found


def test_a_text_is_a_format_or_a_pattern_only_where_the_code_itself_wrote_it():
    assert breaches(MODULES.values(), executed) == {}


def test_the_reader_of_code_notices_a_text_that_is_run(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "ks_data").mkdir()
    module = tmp_path / "ks_data" / "read.py"
    bad = (
        "said.format(n=1)",
        "SAID.format(1)",
        "said.format_map(held)",
        "format(1, said)",
        "'%s' % said",
        "re.fullmatch(said, text)",
        "re.compile(f'{said}.*')",
        "column.str.contains(said)",
        "column.str.replace(said, '')",
        "pc.match_substring_regex(column, said)",
        "frame.query(said)",
        "frame.query(f'a == {said}')",
        "eval(said)",
        "from string import Template",
    )
    for line in bad:
        module.write_text(line)
        assert executed(module), line
    good = "re.compile(rf'{_YEAR}x'); column.str.contains(said, regex=False); column.str.replace('a', 'b'); 5 % said"
    module.write_text(good)
    assert not executed(module)


# --- HTML is made of components, which escape what is put into them ---

TAG = re.compile("</?[a-z]+[ >]")
TAGS_IN_STRINGS = {("pages.parts.serving", "<script>(.*?)</script>")}
"""The pattern of a script in Streamlit's own page, of which the headers need the digest."""


def strings(path: Path) -> list[str]:
    """The texts in the code of a module, without docstrings; what an f-string fills in is an x."""
    code = tree(path)
    apart = {node.value for node in ast.walk(code) if isinstance(node, ast.Expr)}
    texts = []
    for node in ast.walk(code):
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values))
            apart |= {*node.values}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in apart:
            texts.append(node.value)
    return texts


def test_no_text_holds_an_html_tag_so_that_nothing_has_to_be_escaped_by_hand():
    def tagged(path: Path) -> list[str]:
        texts = [text for text in strings(path) if TAG.search(text)]
        return [text for text in texts if (module_name(path), text) not in TAGS_IN_STRINGS]

    assert breaches(MODULES.values(), tagged) == {}
    assert breaches(MODULES.values(), lambda path: tops(path) & {"html"}) == {}


def test_the_reader_of_tags_notices_one_in_any_text_but_a_docstring(tmp_path):
    module = tmp_path / "card.py"
    for line in ("body = '<p>a</p>'", "body = f'<p class=\"{style}\">'", "body = f'<{tag} class>'", "f('</tr>')"):
        module.write_text(line)
        assert [text for text in strings(module) if TAG.search(text)], line
    module.write_text('"""Writes <number>.json."""\nsmall = f"{low} < b, {high} <10"\n')
    assert not [text for text in strings(module) if TAG.search(text)]


# --- how a file looks ---


def test_every_module_opens_by_saying_what_it_does():
    def opening(path: Path) -> str:
        return (ast.get_docstring(tree(path)) or "").split("\n\n")[0].rstrip()

    with_code = [path for path in [*MODULES.values(), *TESTS] if path.read_text(encoding="utf-8").strip()]
    assert [relative(path) for path in with_code if not opening(path).endswith((".", "?", "!"))] == []


def longer_than(paths: Iterable[Path], most: int) -> dict[str, int]:
    """The files of more lines, with how many."""
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return {name: lines for name, lines in lengths.items() if lines > most}


def test_a_page_is_a_short_script():
    assert longer_than(PAGE_SCRIPTS, LONGEST_PAGE) == {}


def test_no_file_is_too_long_to_read_at_once():
    assert longer_than(MODULES.values(), LONGEST_MODULE) == longer_than(TESTS, LONGEST_TEST) == {}


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
        if path.is_relative_to(ROOT / "deploy") or path == ROOT / "tests" / "proxy.py":
            continue  # its paths are those of an image, and of the server it is installed on
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture, a font or parquet
        named += [f"{relative(path)}:{at}" for at, line in enumerate(lines, 1) if path_of_one_machine.search(line)]
    assert not named
