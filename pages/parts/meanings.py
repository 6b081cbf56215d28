"""What the texts of a dropped file stand for, to be said by hand: its subjects, and its signs for a missing figure."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from ks_data import INDICATORS
from ks_data.incoming import publication
from ks_data.incoming.reading.signs import ANSWERS
from ks_data.language import dutch
from pages.parts.upload import choices

SKIP = "overslaan"
TEXT = "In het bestand"


def map_subjects(examination: publication.Examined, file_id: str) -> None:
    """What each subject of the file is, to be corrected by hand."""
    subjects = examination.checked.subjects
    if not subjects:
        return
    names = {indicator.id: indicator.name for indicator in INDICATORS.values()}
    unknown = [text for text, id in subjects.items() if not id and text not in examination.subjects]
    words = {text: names.get(id, SKIP if text not in unknown else None) for text, id in subjects.items()}
    recognised = dutch.number(sum(bool(id) for id in subjects.values()), 0)
    with st.expander(f"Onderwerpen: {recognised} van {dutch.number(len(subjects), 0)} herkend", expanded=bool(unknown)):
        corrections = _corrected(f"onderwerp_{file_id}", "In de app", words, [SKIP, *names.values()], "kies een cijfer")
    ids = {name: id for id, name in names.items()} | {SKIP: ""}
    _keep(file_id, "subjects", examination.subjects, {text: ids[word] for text, word in corrections.items()})


def map_signs(examination: publication.Examined, file_id: str) -> None:
    """What each sign means that stands in place of a figure and that the file does not explain."""
    asked = examination.checked.signs
    if not asked:
        return
    is_open = "" in asked.values()
    with st.expander("Tekens op de plaats van een cijfer: wat betekenen zij?", expanded=is_open):
        words = {sign: answer or None for sign, answer in asked.items()}
        corrections = _corrected(f"teken_{file_id}", "Betekenis", words, ANSWERS, "kies wat het betekent")
    _keep(file_id, "signs", examination.signs, corrections)


def _corrected(
    key: str, title: str, words: Mapping[str, str | None], options: Sequence[str], placeholder: str
) -> dict[str, str]:
    """A table of texts and what each is; what was chosen otherwise than it stands there.

    The table that is shown stays the same while somebody works in it: with another one the browser would forget the
    choice that was made while the page was still busy with the choice before it.
    """
    shown = st.session_state.get(f"_{key}")
    if shown is None or key not in st.session_state or list(shown[TEXT]) != list(words):
        shown = st.session_state[f"_{key}"] = pd.DataFrame({TEXT: list(words), title: list(words.values())})
    edited = st.data_editor(
        shown,
        hide_index=True,
        disabled=[TEXT],
        column_config={
            TEXT: st.column_config.TextColumn(width="medium"),
            title: st.column_config.SelectboxColumn(options=list(options), required=False),
        },
        placeholder=placeholder,
        key=key,
    )
    chosen = zip(edited[TEXT], edited[title], strict=True)
    return {text: word for text, word in chosen if word in options and word != words[text]}


def _keep(file_id: str, name: str, before: Mapping[str, str], corrections: Mapping[str, str]) -> None:
    """Keeps corrections with the file, and starts anew where there are any."""
    if corrections:
        choices(file_id)[name] = {**before, **corrections}
        st.rerun()
