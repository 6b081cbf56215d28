"""The steps of a release before it is published: reading a dropped file, its findings and questions, a preview."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ks_data import INDICATORS, DataError, store
from ks_data.answers.tranche_starts import CIRCULARS
from ks_data.catalogue import tables
from ks_data.incoming import publication, report, templates
from ks_data.incoming.checks import ANNEX
from ks_data.incoming.findings import SHOWN, Finding, Level, by_kind
from ks_data.incoming.reading import ColumnMapping, Unrecognised, read
from ks_data.language import dutch, spreadsheet
from ks_data.store import releases
from pages.html import text
from pages.parts.failures import reported
from pages.parts.markdown import literal

OWN_RULE = {True: "Ja", False: "Nee, of dat weet ik niet"}
ICONS = {
    Level.ERROR: ":material/error:",
    Level.QUESTION: ":material/help:",
    Level.REMARK: ":material/info:",
}
COUNTED = {"observations": ("cijfer", "cijfers"), "tranches": ("gemeente", "gemeenten"), "budget": ("post", "posten")}


def examined(dropped: Any, chosen: Mapping[str, Any]) -> publication.Examined:
    """What a dropped file says, read and checked once for each file, choice and state of the data.

    Raises DataError, and Unrecognised for a table whose columns must be named by hand; that too is found out once.
    """
    chosen = {name: chosen[name] for name in ("mapping", "subjects", "signs", "tranche", "own_rule") if name in chosen}
    state = (dropped.file_id, repr(sorted(chosen.items())), releases.version())
    cached = st.session_state.get("_examined")
    place = st.empty()  # there in every run: what stands below is made anew, unfilled, when its place changes
    if cached is None or cached[0] != state:
        cached = st.session_state["_examined"] = (state, _read(dropped, chosen, place))
    if isinstance(cached[1], DataError):
        raise cached[1].with_traceback(None)
    return cached[1]


def _read(dropped: Any, chosen: dict[str, Any], place: DeltaGenerator) -> publication.Examined | DataError:
    """What a dropped file says, or why it cannot be said. place: where the progress is shown."""

    def step(word: str) -> None:
        place.progress(publication.STEPS.index(word) / len(publication.STEPS), f"{word} …")

    def pulse(detail: str) -> None:
        """Each call is a moment at which Streamlit ends this run, when the reader takes the file away or leaves."""
        place.progress(0, f"{publication.STEPS[0]} … {detail}")

    step(publication.STEPS[0])
    try:
        return publication.examine(dropped.name, dropped.getvalue(), progress=step, pulse=pulse, **chosen)
    except DataError as error:
        return error
    finally:
        place.empty()


def choices(file_id: str) -> dict[str, Any]:
    """What the analyst said by hand of this file: the columns, and what its subjects and signs are."""
    chosen: dict[str, Any] = st.session_state.setdefault("_choices", {}).setdefault(file_id, {})
    return chosen


def let_go() -> None:
    """Forgets a file and all that was made of it."""
    for name in ("_file", "_file_id", "_examined", "_preview", "_choices"):
        st.session_state.pop(name, None)


def lost() -> None:
    """Says on every page that a file which the browser still names is no longer here, with all that was said of it."""
    if st.session_state.get("_lost"):
        st.warning(
            "De server is opnieuw gestart of u was lang weg: uw bestand is hier niet meer. Wat u erbij had ingevuld of "
            "bevestigd is ook weg, en u ziet weer de gepubliceerde cijfers. Kies het bestand opnieuw in de zijbalk. "
            "Kijk bij Releases of het al gepubliceerd was.",
            icon=":material/warning:",
        )


def ask_again_after_an_outage() -> None:
    """Has the browser ask for the page as soon as a server answers again, so that it says at once that a file is gone.

    Streamlit asks of itself only where something runs by the clock; elsewhere the page stands as it was until a click.
    """
    if st.session_state.get("_file"):
        st.fragment(_nothing, run_every=timedelta(hours=1))()


def _nothing() -> None:
    pass


def invitation() -> None:
    """What can be dropped, and an empty file to start from."""
    st.markdown(
        "**Wat u kunt aanleveren:** een CSV, een Excel-bestand, een ODS of een zip met één CSV, tot 200 MB. Wij "
        "herkennen onder meer de “Perinatale kerncijfers” van waarstaatjegemeente.nl, tabellen van CBS StatLine en "
        "RIVM, de bijlagen van circulaires met de gemeenten van een tranche, en ons eigen sjabloon."
    )
    st.markdown("**Of begin met een leeg sjabloon:**")
    kinds = {words: name for name, words in tables.KINDS.items()}
    kind = st.radio("Sjabloon", list(kinds), horizontal=True, label_visibility="collapsed")
    table = kinds[kind]
    indicator = ""
    if table == "observations":
        named = {indicator.name: indicator.id for indicator in INDICATORS.values()}
        indicator = named[st.selectbox("Cijfer", list(named))]
    download_template(table, indicator)


def download_template(table: str, indicator: str = "") -> None:
    """A button that saves the empty template of a table."""
    st.download_button(
        "Download sjabloon",
        reported(lambda: templates.template(table, indicator)),
        file_name=f"sjabloon-{tables.KINDS[table]}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def summary(examination: publication.Examined) -> DeltaGenerator:
    """What the file is, in one line; returns the place beneath it for the `verdict`, known once all is answered."""
    count = dutch.plural(len(examination.checked.rows), *COUNTED[examination.reading.kind])
    st.markdown(f"{literal(examination.reading.name)}: {literal(examination.reading.described)}. {count}.")
    return st.empty()


def verdict(place: DeltaGenerator, examination: publication.Examined, confirmed: set[str], for_publisher: bool) -> None:
    """Whether the file can be published, and what stands in the way. place: where that is said.

    Only a publisher hears whether it changes what is hidden; who may guess at that without end would find it.
    """
    checked = examination.checked
    changes = publication.changes_anything(examination) if for_publisher else examination.change.seems_to_change
    errors = [finding for finding in checked.findings if finding.level == Level.ERROR]
    waiting = unconfirmed(examination, confirmed)
    if errors:
        count = dutch.plural(len(errors), "fout", "fouten")
        remedy = "Verbeter het bestand en sleep het opnieuw."
        if all(error.screen == "onbekend_onderwerp" for error in errors):
            remedy = "Kies hieronder bij “Onderwerpen” wat het is, of sla het over."
        message = f"**Dit bestand kan zo niet worden gepubliceerd: {count}.** {remedy}"
        place.error(f"{message}\n{_bullets(errors)}", icon=ICONS[Level.ERROR])
    elif not changes:
        place.info("**Er is niets te publiceren:** alles in dit bestand staat al in de app.", icon=":material/task:")
    elif waiting:
        count = dutch.plural(len(waiting), "vraag", "soorten vragen")
        message = f"**Dit bestand kan worden gepubliceerd na uw antwoord op {count}:**"
        place.warning(f"{message}\n{_bullets([group[0] for group in waiting])}", icon=ICONS[Level.QUESTION])
    else:
        place.success("**Dit bestand kan worden gepubliceerd.** Er staat niets meer in de weg.", icon=":material/task:")


def unconfirmed(examination: publication.Examined, confirmed: set[str]) -> list[list[Finding]]:
    """The questions that are still open, those of one kind together."""
    return by_kind(question for question in examination.checked.questions if question.key not in confirmed)


def _bullets(findings: Sequence[Finding]) -> str:
    lines = [f"- {literal(finding.message)}" for finding in findings[:SHOWN]]
    more = len(findings) - SHOWN
    return "\n".join(["", *lines, *([f"- en nog {dutch.number(more, 0)}"] if more > 0 else [])])


def choose_sheet(tab: str, tabs: Sequence[str], file_id: str) -> None:
    """Which tab of a workbook is read, where more than one holds a table. tab: the one that was, "" for none."""
    if len(tabs) < 2:
        return
    box = f"blad_{file_id}"

    def take() -> None:
        """The columns and subjects that were named are those of another tab."""
        if wanted := st.session_state[box]:
            choices(file_id).pop("subjects", None)
            choices(file_id)["mapping"] = ColumnMapping((), sheet=wanted)

    index = tabs.index(tab) if tab in tabs else None
    st.selectbox("Welk blad lezen wij?", tabs, index, key=box, placeholder="Kies een blad", on_change=take)


def choose_tranche(examination: publication.Examined, file_id: str) -> None:
    """Which tranche an annex is about, which it does not say itself."""
    if examination.reading.layout != ANNEX:
        return
    box = f"tranche_{file_id}"
    words = {tranche: f"tranche {tranche}: {circular}" for tranche, circular in CIRCULARS.items()}
    st.session_state.setdefault(box, choices(file_id).get("tranche"))

    def take() -> None:
        choices(file_id)["tranche"] = st.session_state[box] or ""

    st.selectbox(
        "Welke tranche is dit?",
        list(words),
        key=box,
        format_func=words.__getitem__,
        placeholder="Kies een tranche",
        on_change=take,
    )


def ask_own_rule(examination: publication.Examined, file_id: str) -> None:
    """Whether the source hides small numbers itself, where the file has figures that do not show it."""
    if not examination.asks_own_rule:
        return
    box = f"eigen_regel_{file_id}"
    if examination.own_rule is not None:
        st.session_state.setdefault(box, OWN_RULE[examination.own_rule])

    def take() -> None:
        choices(file_id)["own_rule"] = st.session_state[box] == OWN_RULE[True]

    question = "Verbergt de bron zelf kleine aantallen?"
    st.radio(question, list(OWN_RULE.values()), None, key=box, horizontal=True, on_change=take)
    st.html(str(text.quiet(report.own_rule_in_words(examination.checked.without_counts, examination.own_rule))))


def map_again(file_id: str, sheet: str = "", named: bool = True) -> None:
    """A way to naming the columns by hand. sheet: the tab chosen; named: they were, now or for an earlier file."""
    label = "Wijs de kolommen opnieuw aan" if named else "Wijs zelf aan wat de kolommen zijn"
    ask = ColumnMapping((), sheet=sheet, ask=True)
    st.button(label, on_click=lambda: choices(file_id).update(mapping=ask), icon=":material/view_column:")


def can_be_mapped(dropped: Any) -> bool:
    """Whether a file that was refused is a table all the same, of which the columns can be named by hand."""
    cached = st.session_state.get("_mappable")
    if cached is None or cached[0] != dropped.file_id:
        cached = st.session_state["_mappable"] = (dropped.file_id, _is_table(dropped))
    return bool(cached[1])


def _is_table(dropped: Any) -> bool:
    try:
        read(dropped.name, dropped.getvalue(), ColumnMapping((), ask=True))
    except Unrecognised:
        return True
    except DataError:
        pass
    return False


def evidence(lines: Sequence[str], expanded: bool) -> None:
    """What each column is taken for, and why."""
    if lines:
        with st.expander("Wat staat in welke kolom?", expanded=expanded, icon=":material/view_column:"):
            st.markdown("\n".join(f"- {literal(line)}" for line in lines))


def findings(examination: publication.Examined, file_id: str, revealed: bool) -> set[str]:
    """Everything that was found, the heaviest first; the keys of the questions that are confirmed.

    A confirmation is kept with the file, so that a look at another page does not undo it. revealed: with small numbers
    and what was published before, for a publisher who must see what is wrong in his own file.
    """
    checked = examination.checked
    told = [found for found in checked.findings if revealed or found.screen not in publication.FOR_PUBLISHERS]
    evidence(examination.reading.evidence, expanded=bool(checked.questions))
    if not told:
        st.success("Niets op aan te merken.", icon=":material/check_circle:")
    confirmed: set[str] = choices(file_id).setdefault("confirmed", set())
    for group in by_kind(told):
        with st.container(border=True):
            for finding in group:
                rows = f" ({dutch.plural(finding.count, 'keer', 'keer')})" if finding.count > 1 else ""
                level = finding.level.capitalize()
                st.markdown(f"{ICONS[finding.level]} **{level}**{rows}: {literal(finding.message)}")
                _places(finding, revealed)
            if group[0].level == Level.QUESTION:
                _confirm(group, file_id, confirmed)
    if any(finding.count > len(finding.places) > 0 for finding in checked.findings):
        st.download_button(
            "Download alle plekken",
            reported(lambda: spreadsheet.safe_csv(publication.places(examination, revealed))),
            file_name="plekken.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    return confirmed


def _confirm(questions: Sequence[Finding], file_id: str, confirmed: set[str]) -> None:
    """One box for questions of one kind; another one as soon as they ask something else."""
    keys = {question.key for question in questions}
    box = f"klopt_{file_id}_{sorted(keys)}"
    st.session_state.setdefault(box, keys <= confirmed)
    together = f" voor alle {dutch.number(len(keys), 0)}" if len(keys) > 1 else ""
    answer = st.checkbox(f"Ja, dat klopt{together}", key=box)
    (confirmed.update if answer else confirmed.difference_update)(keys)


def _places(finding: Finding, revealed: bool) -> None:
    if not finding.places:
        return
    shown = finding.revealed() if revealed else finding.places
    places = [f"rij {place.row}, kolom {place.column}: {place.value}" for place in shown]
    st.text(" · ".join(places) + (" · …" if finding.count > len(places) else ""))


def preview(examination: publication.Examined) -> store.Preview:
    """The rows of a file as this reader may look at them without publishing."""
    chosen = [sorted(choice.items()) for choice in (examination.checked.subjects, examination.checked.signs)]
    id = f"{examination.sha256} {examination.mapping} {chosen} {examination.tranche} {examination.own_rule}"
    kind, name, rows = examination.checked.kind, examination.reading.name, examination.checked.rows
    return store.Preview(kind, name, id, rows, examination.own_rule)
