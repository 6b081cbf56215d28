"""Kansrijke Start: how it is served, the list of pages and the sidebar they share."""

import logging

import streamlit as st
from starlette.middleware import Middleware

from pages.parts import failures, health, menu, serving, visit


def run() -> None:
    """One run of the app for one visitor."""
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("ks_data").setLevel(logging.INFO)  # who published, put back or was refused
    st.set_page_config("Kansrijke Start", page_icon="static/favicon.png", layout="wide")
    grouped = {
        group: [
            st.Page(entry.file, title=entry.title, icon=entry.icon, default=entry is menu.PAGES[0]) for entry in entries
        ]
        for group, entries in menu.grouped().items()
    }
    page = st.navigation(grouped, expanded=True)
    st.set_page_config(f"{page.title} · Kansrijke Start")
    visit.run(page, [page for pages in grouped.values() for page in pages])


if __name__ == "__main__":  # Streamlit runs this file for each visitor; its server imports it once
    run()
else:
    app = st.App(
        __file__,
        lifespan=health.lifespan,
        middleware=[*serving.MIDDLEWARE, Middleware(serving.FirstPage, name=menu.PAGES[0].name)],
        on_script_error=failures.script_failed,
    )
