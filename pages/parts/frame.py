"""What every page shares: entering it, and the reader's choice in the sidebar and the URL."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from htpy import fragment, i, script
from markupsafe import Markup
from streamlit.errors import FragmentHandledException, StreamlitAPIException
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile

from ks_data import DataError, store
from ks_data.answers import figures, search
from ks_data.catalogue import regions
from ks_data.catalogue.errors import unforeseen
from ks_data.incoming.reading import ready
from pages.html import text
from pages.parts import access, notices, serving, upload_limit

T = TypeVar("T")
STYLE = Path(__file__).parents[2] / "static" / "app.css"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose in the sidebar: a municipality, what it is compared with, and the years.

    turn: how often another municipality was chosen; it lets the same one be clicked again later.
    """

    region: str
    other: str
    first: int
    last: int
    turn: int

    @property
    def name(self) -> str:
        return regions.name(self.region)

    @property
    def other_name(self) -> str:
        return regions.name(self.other)


def enter() -> Choice:
    """Opens a page and gives the reader's choice.

    A server that has just started runs a page of a folder called pages/ without app.py, until someone opens the
    first page; then the sidebar and the choice in the link would be missing. So switch that off and start again;
    also for a visitor who came in beside the one for whom it was switched off.
    """
    if getattr(PagesManager, "uses_pages_directory", False) or "_choice" not in st.session_state:
        PagesManager.uses_pages_directory = False
        st.rerun()
    choice: Choice = st.session_state["_choice"]
    return choice


def heading(title: str, lead: str = "") -> None:
    """The title of a page and the sentence beneath it."""
    st.title(title, anchor=False)
    if lead:
        st.html(str(text.lead(lead)))


def run(page: Any, menu: list[Any]) -> None:
    """Runs a page beside the sidebar, both on one state of the data. menu: the pages there are.

    What goes wrong in the one becomes one clear message and leaves the other, and all other pages, working.
    """
    with store.moment(st.session_state.get("_preview")):
        problems: list[str] = []
        with _boundary("de zijbalk", problems):
            sidebar(menu)
        st.session_state.setdefault("_choice", Choice(regions.HOME, regions.COUNTRY, *USUAL_YEARS, 0))
        _show(page, problems)


def _show(page: Any, problems: list[str]) -> None:
    st.html(STYLE)
    st.html(_scripts(page.title), unsafe_allow_javascript=True)
    with st.container():  # there in every run: without it a page would be made anew when a preview begins or ends
        _notices()
    problems += [st.session_state["_problem"]] if st.session_state.get("_problem") else []
    with _boundary("deze pagina", problems):
        page.run()
    for problem in problems[-1:]:  # of both, that of the page: what breaks the sidebar mostly breaks the page too
        st.error(literal(problem), icon=":material/error:")


@contextmanager
def _boundary(part: str, problems: list[str]) -> Iterator[None]:
    """Where what goes wrong in a part of the screen ends, as a sentence for the reader among the problems."""
    try:
        yield
    except FragmentHandledException:  # said where it went wrong
        raise
    except Exception as error:
        problems.append(_sentence(part, error))


def _sentence(part: str, error: Exception) -> str:
    """What the reader is told of an error; of what nobody foresaw the log holds the rest."""
    return str(error if isinstance(error, DataError) else unforeseen(part, error))


def download(make: Callable[[], T]) -> Callable[[], T]:
    """What makes a download when its button is pressed; when that goes wrong, the reader is told so on the page."""
    context = get_script_run_ctx()

    def made() -> T:
        try:
            return make()
        except Exception as error:
            if context:
                notices.tell(context.session_id, _sentence("het maken van de download", error))
            raise

    return made


def script_failed(error: Exception) -> bool:
    """Says what goes wrong outside a page: in a callback, or in a fragment. True: the reader has been told.

    A callback runs before anything is shown; so the page is run once more, with the sentence at its top.
    """
    told = _sentence("wat u vroeg", error)
    context = get_script_run_ctx()
    if context is None or context.has_script_started or context.script_requests is None:
        st.error(literal(told), icon=":material/error:")
    else:
        notices.leave(context.session_id, told)
        again = RerunData(query_string=context.query_string, page_script_hash=context.page_script_hash)
        context.script_requests.request_rerun(again)
    return True


def _scripts(title: str) -> str:
    """Tells the browser that the page is Dutch, and on a narrow screen closes the menu that lies over a page.

    Streamlit itself closes the menu there when the page is touched, but after a choice in the menu only on what calls
    itself a phone. The name of the page and what was found make it new, so that it runs once for each of them.
    """
    new = i(hidden=True, data_page=f"{title} {st.session_state.get('_finds', 0)}")
    return str(fragment[script[Markup(serving.DUTCH_SCRIPT)], script[Markup(serving.CLOSE_MENU_SCRIPT)], new])


def land() -> None:
    """Goes to the place that the address asks for (#…), which was not there yet when the browser looked for it."""
    st.html(str(script[Markup(serving.LAND_SCRIPT)]), unsafe_allow_javascript=True)


def _notices() -> None:
    """What holds for every page: a link that asks the sidebar something unknown, and figures that are not real."""
    if notice := notices.take():
        st.error(literal(notice), icon=":material/error:")
    for key in IN_SIDEBAR:
        _warn(key)
    if looked_at := store.previewed():
        st.warning(
            f"VOORBEELD: u ziet cijfers uit {literal(looked_at.file)} die niet gepubliceerd zijn. Alleen u ziet dit.",
            icon=":material/visibility:",
        )
        st.button("Stop het voorbeeld", on_click=_stop_preview, icon=":material/visibility_off:")
    if store.fictitious():
        st.error(
            "FICTIEF: dit is een voorbeeld met verzonnen cijfers. Niets hiervan is echt.", icon=":material/science:"
        )


def _stop_preview() -> None:
    st.session_state.pop("_preview", None)
    for key in [key for key in st.session_state if str(key).startswith("kijk_")]:
        st.session_state[key] = False


def sidebar(menu: list[Any]) -> None:
    """A search, and the reader's choice, shared by all pages and kept in the URL. menu: the pages there are."""
    st.session_state["_pages"] = {page.url_path or "overzicht": page for page in menu}
    st.session_state["_problem"] = ""
    try:
        names, provinces = regions.names(), [regions.COUNTRY, *regions.provinces()["code"]]
        towns = list(regions.municipalities()["code"])
    except DataError as error:
        st.session_state["_problem"] = str(error)
        names = {code: regions.name(code) for code in (regions.HOME, regions.COUNTRY)}
        provinces, towns = [regions.COUNTRY], [regions.HOME]
    codes = {name: code for code, name in names.items()}
    towns_named = [names[code] for code in towns]
    others_named = [names[code] for code in [*provinces, *towns]]
    with st.sidebar:
        search_box()
        home = towns_named.index(names[regions.HOME])
        town = select("Gemeente", towns_named, "gemeente", index=home, placeholder="Kies een gemeente")
        other = select("Vergelijk met", others_named, "vergelijk")
        first, last = _years()
        drop_box()
        access.box()
    before: Choice | None = st.session_state.get("_choice")
    turn = before.turn + (before.region != codes[town]) if before else 0
    st.session_state["_choice"] = Choice(codes[town], codes[other], first, last, turn)
    if st.session_state.pop("_dropped", False):
        go("nieuw")
    _open(st.session_state.pop("_found", None))


def drop_box() -> None:
    """Where an analyst drops a file; it opens the page that says what is in it."""
    ready()
    with st.expander("Nieuwe cijfers aanleveren", icon=":material/upload_file:"):
        st.file_uploader(
            "CSV, Excel of zip, tot 200 MB",
            type=["csv", "tsv", "txt", "xlsx", "xls", "zip"],
            key="bestand",
            on_change=_take,
        )
    if upload_limit.taken_away(held := st.session_state.get("_file_id", "")):
        _let_go()
        upload_limit.release(held)


def _take() -> None:
    """Keeps the dropped file: a change of page makes Streamlit forget it for a run, then bring it as new."""
    file = st.session_state["bestand"]
    file = None if isinstance(file, DeletedFile) else file
    id = file.file_id if file else ""
    if id != st.session_state.get("_file_id"):
        _let_go()
        st.session_state.update(_file=file, _file_id=id, _dropped=bool(id))


def _let_go() -> None:
    """Forgets a file and all that was made of it."""
    for name in ("_file", "_file_id", "_examined", "_preview", "_choices"):
        st.session_state.pop(name, None)


def select(label: str, options: list[Any], key: str, **more: Any) -> Any:
    """A select box whose choice stays in the URL; a link that asks for something unknown is told so in words."""
    check_link(key, [str(option) for option in options])
    chosen = st.selectbox(label, options, key=key, bind="query-params", on_change=_forget, args=(key,), **more)
    st.session_state[f"_had_{key}"] = str(chosen)
    return chosen


def view(options: list[str], key: str) -> str:
    """Which of the views of a card is open; only that one is made. The link says so too."""
    check_link(key, options)
    return st.segmented_control(
        "Weergave",
        options,
        default=options[0],
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        on_change=_forget,
        args=(key,),
    )


def check_link(key: str, known: list[str]) -> None:
    """Names what a link asks for and nobody knows; the words stay until the reader chooses.

    What this reader had open and is no longer there, as after a preview, is not called unknown. Of a choice in the
    sidebar the page says it (see `_notices`): on a phone the sidebar is closed.
    """
    had = st.session_state.get(f"_had_{key}")
    unknown = [text for text in st.query_params.get_all(key) if text not in known and text != had]
    if unknown:
        st.session_state[f"_unknown_{key}"] = f"“{', '.join(unknown)}” uit de link kennen we niet ({key})."
    if key not in IN_SIDEBAR:
        _warn(key)


def _warn(key: str) -> None:
    if message := st.session_state.get(f"_unknown_{key}"):
        st.warning(literal(message), icon=":material/link_off:")


def _forget(key: str) -> None:
    st.session_state.pop(f"_unknown_{key}", None)


def _years() -> tuple[int, int]:
    try:
        span, usual = figures.span(), figures.usual_span()
    except DataError:  # the pages that need the observations say so themselves
        return USUAL_YEARS
    asked = st.query_params.get_all("jaren")
    years = [int(year) for year in asked if re.fullmatch("[0-9]{4}", year)]
    if asked and not (len(asked) == len(years) == 2 and all(span[0] <= year <= span[1] for year in years)):
        st.session_state["_unknown_jaren"] = f"“{', '.join(asked)}” uit de link kennen we niet (jaren)."
    check_link("jaren", asked)
    chosen = st.slider(
        "Jaren", *span, usual, key="jaren", bind="query-params", format="%d", on_change=_forget, args=("jaren",)
    )
    return min(chosen), max(chosen)  # a link may name the last year first


USUAL_YEARS = (2017, 2022)
"""The years that stand in the sidebar where no observation can be read."""
IN_SIDEBAR = ("gemeente", "vergelijk", "jaren")
"""The choices of the sidebar, as a link calls them."""
ICONS = {
    "pagina": ":material/article:",
    "gemeente": ":material/location_on:",
    "provincie": ":material/map:",
    "cijfer": ":material/show_chart:",
    "begroting": ":material/euro:",
    "programma": ":material/account_tree:",
    "gebeurtenis": ":material/event:",
    "telling": ":material/tag:",
    "bewering": ":material/fact_check:",
    "bron": ":material/menu_book:",
}
"""An icon for each kind of thing that can be found."""


def pages() -> dict[str, Any]:
    """The pages of the menu by the name of their file."""
    found: dict[str, Any] = st.session_state["_pages"]
    return found


def search_box() -> None:
    """A field that searches everything, with what it finds beneath it; what is typed or found never becomes markup."""
    query = st.text_input(
        "Zoeken",
        key="zoek_alles",
        placeholder="Zoek gemeente, cijfer, bron …",
        icon=":material/search:",
        label_visibility="collapsed",
    )
    if not (query and query.strip()):
        return
    found = search.find(query, {name: page.title for name, page in pages().items()})
    if not found:
        st.html(str(text.quiet(f"Niets gevonden voor “{query}”. Probeer één woord.")))
    with st.container(gap=None, key="gevonden"):
        for at, result in enumerate(found):
            label, icon = literal(result.title), ICONS[result.kind]
            st.button(label, key=f"gevonden_{at}", type="tertiary", icon=icon, on_click=_choose, args=(result,))
            if result.context:
                st.html(str(text.context(result.context)))


def _choose(result: search.Result) -> None:
    """Makes what was found the reader's choice, and empties the search."""
    for key, value in result.choice.items():
        st.session_state[key] = value
        _forget(key)
    st.session_state["zoek_alles"] = ""
    st.session_state["_found"] = result
    st.session_state["_finds"] = st.session_state.get("_finds", 0) + 1


def go(page: str, link: dict[str, str | list[str]] | None = None) -> None:
    """Opens a page; its widgets take their choice from the link, and the sidebar keeps its own.

    Streamlit refuses a link that sets what a widget of the open page holds (which it has already), and refuses to go
    without any link when the sidebar holds a part of it.
    """
    try:
        st.switch_page(pages()[page], query_params=link or {})
    except StreamlitAPIException:
        st.switch_page(pages()[page], query_params={})


def _open(result: search.Result | None) -> None:
    """Opens the page of what was chosen, after the sidebar has taken over its part of the choice."""
    if result is None:
        return
    link = {key: value for key, value in result.choice.items() if key not in ("gemeente", "vergelijk")}
    go(result.page, link)


def literal(text: str) -> str:
    """Text as it is, line by line, where Markdown is read: signs are escaped; icons, colours and addresses broken."""
    lines = "\n".join(filter(None, (line.strip() for line in text.split("\n"))))
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+=\-.!|~$&])", r"\\\1", lines)
    return re.sub(r"([:@]|www)(?=\S)", "\\1\u2060", escaped, flags=re.IGNORECASE).replace("\n", "  \n")


def dark() -> bool:
    """Whether the reader's page is dark."""
    return st.context.theme.type == "dark"


def pick(name: str | None) -> None:
    """Makes a municipality the reader's choice on every page."""
    if name:
        st.session_state["gemeente"] = name


def pick_clicked(key: str) -> None:
    """Makes the municipality that was clicked in a chart the reader's choice; a province is left alone."""
    points = st.session_state[key]["selection"]["klik"]
    if points and regions.level(points[0]["id"]) == "gemeente":
        pick(regions.name(points[0]["id"]))
