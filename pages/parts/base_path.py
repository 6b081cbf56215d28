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
