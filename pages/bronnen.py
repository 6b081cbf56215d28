"""The sources page: what the documents claim beside what the figures say, and every source with what comes from it."""

from html import escape

import streamlit as st

from ks_data.answers import citations, claims, sources
from ks_data.answers.claims import Check, Outcome
from ks_data.language import dutch
from pages.charts import theme
from pages.parts import cards, frame

frame.enter()
EVERY = "Alle bronnen"
shades = theme.colours(frame.dark())
COLOURS = {Outcome.HOLDS: shades.good, Outcome.FAILS: shades.bad, Outcome.PARTLY: shades.bad}


def claim_card(check: Check) -> str:
    """A claim with its verdict and document; beside it the figures, why the verdict is so, and their sources."""
    colour = COLOURS.get(check.verdict, shades.even)
    told = "".join(f"<p>{escape(text)}</p>" for text in (check.figures, check.explanation) if text)
    cited = "".join(f"<p>{escape(citations.citation(source))}</p>" for source in check.sources)
    more = f"<details><summary>Bronnen</summary>{cited}</details>" if cited else ""
    return (
        f'<article class="ks-claim" id="{check.claim.id}"><div><h3>{escape(check.claim.says)}</h3>'
        f'<p class="ks-verdict" style="color:{colour}">{escape(check.words)}</p>'
        f'<p class="ks-quiet">{escape(citations.citation(check.claim.source))}</p></div>'
        f"<div>{told}{more}</div></article>"
    )


def taken(place: sources.Place) -> str:
    """What comes from a place in a document; a long list unfolds."""
    lines = [f"<li>{escape(use.what)}</li>" for use in place.uses] or ["<li>Nu niets.</li>"]
    body = f"<ul>{''.join(lines)}</ul>"
    return body if len(lines) <= 8 else f"<details><summary>{len(lines)} onderdelen</summary>{body}</details>"


def source_card(about: sources.Document) -> None:
    """A document: how to cite each place in it, what comes from there, and links to the document and the pages."""
    rows = "".join(f"<tr><td>{escape(place.citation)}</td><td>{taken(place)}</td></tr>" for place in about.places)
    to = f'href="{escape(about.url)}" target="_blank" rel="noopener" style="color:{shades.own}"'
    link = f" · <a {to}>Open de bron</a>" if about.url else ""
    head = "<thead><tr><th>Zo verwijst u ernaar</th><th>Wat wij eruit halen</th></tr></thead>"
    many = dutch.plural(sum(len(place.uses) for place in about.places), "onderdeel", "onderdelen")
    with st.expander(frame.literal(f"{about.label}: {many}"), expanded=chosen != EVERY):
        st.html(
            f'<div class="ks-source"><p class="ks-quiet">{escape(about.publisher)}, '
            f"{escape(dutch.date(about.date))}{link}</p>"
            f'<table class="ks-table">{head}<tbody>{rows}</tbody></table></div>'
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            said = "Te zien op:" if about.pages else "Nog op geen pagina te zien."
            st.html(f'<p class="ks-quiet">{said}</p>', width="content")
            for name, page in frame.pages().items():
                if name in about.pages:
                    st.page_link(page, label=page.title)


checks = claims.checks()
frame.heading("Bronnen en beweringen", "Wat de documenten zeggen naast de cijfers, en waar alles vandaan komt.")
told, listed = st.tabs(["Beweringen", "Bronnen"], key="onderdeel", bind="query-params")
if told.open:
    with told:
        st.header(claims.finding(checks), anchor=False)
        cards.quiet(f"{claims.tally(checks)}. De beweringen staan hier in onze eigen woorden.")
        st.html("".join(map(claim_card, checks)))
        frame.land()
        cards.download(lambda: claims.download(checks), "beweringen", "download_beweringen")
if listed.open:
    with listed:
        found = {about.label: about for about in sources.documents(checks)}
        chosen = frame.select("Bron", [EVERY, *found], "bron")
        for about in found.values():
            if chosen in (about.label, EVERY):
                source_card(about)
        titles = {name: page.title for name, page in frame.pages().items()}
        cards.download(lambda: sources.download(list(found.values()), titles), "bronnen", "download_bronnen")
