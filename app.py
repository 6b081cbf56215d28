"""Kansrijke Start: how it is served, the list of pages and the sidebar they share."""

import logging

import streamlit as st

from pages.parts import failures, serving, visit


def menu() -> None:
    """One run of the app for one visitor."""
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("ks_data").setLevel(logging.INFO)  # who published, put back or was refused
    st.set_page_config("Kansrijke Start", page_icon="static/favicon.png", layout="wide")
    pages = [
        st.Page("pages/overzicht.py", title="Overzicht", icon=":material/space_dashboard:", default=True),
        st.Page("pages/tranchekaart.py", title="Tranchekaart", icon=":material/map:"),
        st.Page("pages/ontwikkeling.py", title="Ontwikkeling", icon=":material/show_chart:"),
        st.Page("pages/vergelijken.py", title="Vergelijken", icon=":material/compare_arrows:"),
        st.Page("pages/monitor.py", title="Landelijke monitor", icon=":material/monitor_heart:"),
        st.Page("pages/programma.py", title="Programma", icon=":material/account_tree:"),
        st.Page("pages/groei.py", title="Groei", icon=":material/trending_up:"),
        st.Page("pages/begroting.py", title="Begroting", icon=":material/euro:"),
        st.Page("pages/bronnen.py", title="Bronnen en beweringen", icon=":material/fact_check:"),
        st.Page("pages/nieuw.py", title="Nieuwe cijfers", icon=":material/upload_file:"),
        st.Page("pages/releases.py", title="Releases", icon=":material/history:"),
    ]
    page = st.navigation(pages)
    st.set_page_config(f"{page.title} · Kansrijke Start")
    visit.run(page, pages)


if __name__ == "__main__":  # Streamlit runs this file for each visitor; its server imports it once
    menu()
else:
    app = st.App(__file__, middleware=serving.MIDDLEWARE, on_script_error=failures.script_failed)
