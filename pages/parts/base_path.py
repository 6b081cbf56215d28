"""Where the app lies on its server: at the top, or below the path that the operator named. Knows no page."""

from streamlit import config


def base_path() -> str:
    """What comes before every address of the app: "" or "/ks", from Streamlit's server.baseUrlPath."""
    named = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{named}" if named else ""
