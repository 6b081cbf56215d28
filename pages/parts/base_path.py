"""Where the app lies on its server: at the top, or below the path that the operator named. Knows no page."""

from urllib.parse import urlsplit

import streamlit as st
from streamlit import config


def base_path() -> str:
    """What comes before every address of the app: "" or "/ks", from Streamlit's server.baseUrlPath."""
    named = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{named}" if named else ""


def server() -> str:
    """The server as the browser of this reader knows it ("https://gemeente.nl"); where none is known, this computer."""
    address = urlsplit(st.context.url or "")
    if address.netloc:
        return f"{address.scheme}://{address.netloc}"
    return f"http://localhost:{config.get_option('server.port')}"


def app() -> str:
    """The address of the app without a page ("https://gemeente.nl/ks"); "" where the browser of this reader says none.

    Streamlit's `context.url` has the page in it, or has not, by when it is asked; so of that only the server is used.
    """
    return f"{server()}{base_path()}" if st.context.url else ""
