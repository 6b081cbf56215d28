"""The sources page: what the documents claim beside what the figures say, and every source with what comes from it."""

import streamlit as st

from ks_data.answers import claims, excerpts, sources
from ks_data.language import dutch
from pages.charts.theme import SCREEN
from pages.html import text
from pages.html.claims import claim_card, source_card
from pages.parts import cards, frame, links, menu, taking, visit
from pages.parts.markdown import literal

data, choice = visit.enter()
EVERY = "Alle bronnen"


def show(document: sources.Document, unfolded: bool) -> None:
    """A document with all that comes from it, and links to the pages that show that."""
    uses = dutch.plural(document.uses, "onderdeel", "onderdelen")
    with st.expander(literal(f"{document.label}: {uses}"), expanded=unfolded):
        st.html(str(source_card(document, SCREEN)))
        with st.container(horizontal=True, vertical_alignment="center"):
            shown_on = {page.name for page in menu.showing(document.subjects)}
            remark = "Te zien op:" if shown_on else "Nog op geen pagina te zien."
            st.html(str(text.quiet(remark)), width="content")
            for name, page in frame.pages().items():
                if name in shown_on:
                    st.page_link(page, label=page.title)


visit.heading("Bronnen en beweringen", "Wat de documenten zeggen naast de cijfers, en waar alles vandaan komt.")
part = links.view(["Beweringen", "Bronnen"], "onderdeel")
if part == "Beweringen":
    checked = claims.claims(data)
    st.header(checked.title, anchor=False)
    cards.quiet(checked.tally)
    st.html("".join(str(claim_card(claim, SCREEN)) for claim in checked.claims))
    visit.land()
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.download(data, checked.download, ["beweringen"], "download_beweringen")
        taking.take_along(lambda: excerpts.of_claims(data, checked), choice, "bij_beweringen")
else:
    listed = sources.sources(data)
    documents = {document.label: document for document in listed.documents}
    chosen = links.select("Bron", [EVERY, *documents], "bron")
    in_sight = [document for label, document in documents.items() if chosen in (label, EVERY)]
    for document in in_sight:
        show(document, unfolded=chosen != EVERY)
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.download(data, lambda: listed.download(menu.titles()), ["bronnen"], "download_bronnen")
        taking.take_along(lambda: excerpts.of_sources(data, in_sight), choice, "bronnen")
