"""A place on a page to drop a file: app.js passes it on to the one in the sidebar, which alone takes files."""

from htpy import Element, button, div, p


def drop_place() -> Element:
    """A frame with a button, for a file that is dropped or chosen."""
    return div(".ks-drop", data_drop=True)[
        p["Sleep uw bestand hierheen, of"], button(type="button", data_choose=True)["Kies een bestand"]
    ]
