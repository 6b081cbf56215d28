"""What Streamlit itself says to readers, in Dutch: it has no translation, so its words are replaced as they are sent.

A test holds every phrase to the version of Streamlit that is pinned.
"""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "index": {
        "`Collapse sidebar`": "`Menu sluiten`",
        "`Expand sidebar`": "`Menu openen`",
        '"aria-label":`Sidebar`': '"aria-label":`Menu`',
        "`App pages`": "`Pagina’s`",
        "`Skip to main content`": "`Naar de inhoud`",
        # A group of the menu is a list with a name: Streamlit puts the groups in a list that may hold links only.
        'c(RC,{"data-testid":`stSidebarNavItems`': 'c(RC,{as:`div`,"data-testid":`stSidebarNavItems`',
        "size:`lg`})})]}),n&&t]})": 'size:`lg`})})]}),n&&c(`div`,{role:`list`,"aria-label":e,children:t})]})',
        '"aria-label":`Close`': '"aria-label":`Sluiten`',
        "`Stopping...`": "`Bezig met stoppen…`",
        "`Connecting`": "`Verbinden`",
        "`Connecting to Streamlit server`": "`Verbinden met de server`",
        "`Unable to connect to Streamlit server`": "`Geen verbinding met de server`",
        "`Connection error`": "`Geen verbinding`",
        "`Streamlit server is not responding. Are you connected to the internet?`": (
            "`De server antwoordt niet. Laat deze pagina open: zij gaat verder als de verbinding er weer is. Een "
            "bestand dat nog niet gepubliceerd is, moet u dan misschien opnieuw slepen. Duurt het lang? Kijk of u "
            "internet hebt.`"
        ),
        "`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`": (
            "`De server op deze computer antwoordt niet. Laat deze pagina open en start de app opnieuw; een bestand "
            "dat nog niet gepubliceerd is, moet u daarna opnieuw slepen:`"
        ),
        "`streamlit run yourscript.py`": "`make run`",
        "`Connection lost. Please wait for the app to reconnect, then try again.`": (
            "`De verbinding is weg. Wacht tot zij er weer is en probeer het opnieuw.`"
        ),
        "`Page not found`": "`Deze pagina is er niet`",
        "`You have requested page /${e}, but no corresponding file was found in the app's pages/ directory`": (
            "`De pagina /${e} is er niet`"
        ),
        "`The page that you have requested does not seem to exist`": "`De gevraagde pagina is er niet`",
        "`${t}. Running the app's main page.`": "`${t}. U ziet de eerste pagina.`",
    },
    "Selectbox": {
        "`No results`": "`Niets gevonden`",
        "`Clear value`": "`Leegmaken`",
        '"aria-label":`Open`': '"aria-label":`Lijst tonen`',
        "`Selectbox options`": "`Lijst`",
    },
    "Multiselect": {
        "`No results`": "`Niets gevonden`",
        "`Select all`": "`Alles kiezen`",
        "`Clear all`": "`Alles leegmaken`",
        "`Multiselect options`": "`Lijst`",
        "`You can only select up to ${t.maxSelections} ${e}. Remove an option first.`": (
            "`U kunt er hoogstens ${t.maxSelections} kiezen. Haal er eerst een weg.`"
        ),
    },
    "utils": {
        "`file upload`": "`Kies een bestand`",
        "`Choose an option`": "`Maak een keuze`",
        "`Choose options`": "`Maak een keuze`",
        "`No options to select`": "`Niets te kiezen`",
        "`Cancel upload of ${e.name}`": "`Stop met versturen van ${e.name}`",
        "`Remove ${e.name}`": "`Haal ${e.name} weg`",
        "`Click to retry upload`": "`Klik om opnieuw te versturen`",
        "`Upload failed`": "`Versturen is mislukt`",
        "`Unexpected error. Please try again.`": "`Het lukte niet. Probeer het opnieuw.`",
        "`File size is too small.`": "`Het bestand is te klein.`",
        "`Only one file is allowed.`": "`Kies één bestand.`",
        " files are not allowed.`": " kan hier niet: kies een ander soort bestand.`",
        "`File must be ${$(n,`b`)} or smaller.`": "`Een bestand mag hoogstens ${$(n,`b`)} groot zijn.`",
    },
    "FileUploader": {
        # The place for a file has a name, so it cannot be a mere ornament.
        "e({tabIndex:-1})": "e({tabIndex:-1,role:`group`})",
        "`Drag and drop a file here`": "`Sleep een bestand hierheen`",
        "`Drag and drop files here`": "`Sleep bestanden hierheen`",
        ":`Upload`": ":`Kies een bestand`",
        " per file`": " per bestand`",
        "`Add files`": "`Kies een bestand`",
    },
    "InputInstructions": {
        "`submit form`:`apply`": "`te versturen`:`toe te passen`",
        "`Press Enter to ${e}`": "`Druk op Enter om ${e}`",
        "`Press ${r()?`⌘`:`Ctrl`}+Enter to ${e}`": "`Druk op ${r()?`⌘`:`Ctrl`}+Enter om ${e}`",
    },
    "DateInput": {
        "`Choose date`": "`Kies een dag`",
        "`Clear date`": "`Leegmaken`",
        "`Use arrow keys to navigate dates. Enter to select. Escape to close.`": (
            "`Ga met de pijltjes naar een dag, kies met Enter, sluit met Escape.`"
        ),
    },
    "ReorderedSegments": {
        "`Previous month`": "`Vorige maand`",
        "`Next month`": "`Volgende maand`",
    },
    "DataFrame": {
        "`Sort ascending`": "`Van laag naar hoog`",
        "`Sort descending`": "`Van hoog naar laag`",
        "`Autosize`": "`Passende breedte`",
        "`Pin column`": "`Kolom vastzetten`",
        "`Unpin column`": "`Kolom losmaken`",
        "`Hide column`": "`Kolom verbergen`",
        "`Copy column name`": "`Naam van de kolom kopiëren`",
        "`Format`": "`Notatie`",
        "`Dataframe column menu`": "`Menu van de kolom`",
    },
    "Toolbar": {"`Fullscreen`": "`Volledig scherm`", "`Close fullscreen`": "`Volledig scherm sluiten`"},
    "ArrowVegaLiteChart": {
        "`Copy Vega-Lite spec`": "`Kopieer de grafiek als Vega-Lite`",
        "`Copied!`": "`Gekopieerd`",
        "`Download as PNG`": "`Download als PNG`",
        "`Show data`": "`Toon de cijfers`",
        "`Show chart`": "`Toon de grafiek`",
    },
    "embed": {
        "}-axis`+(r?` titled '${r}'`:``)": "} as`+(r?` (${r})`:``)",
        "` for a ${pp(s)?`discrete`:s} scale with ${tm(": "` met ${tm(",
        "n===`right`?`Y`:`X`": "n===`right`?`Verticale`:`Horizontale`",
        "`values from ${i(e[0])} to ${i(j(e))}`": "`waarden van ${i(e[0])} tot en met ${i(j(e))}`",
        "`${n} value${n===1?``:`s`}: ${a}`": "`${n} waarde${n===1?``:`n`}: ${a}`",
        "`, ending with `": "` tot en met `",
    },
    "useCopyToClipboard": {"`Copied`:`Copy to clipboard`": "`Gekopieerd`:`Kopieer`"},
    "DownloadButton": {"`Download failed`": "`Downloaden lukte niet`"},
    "StreamlitMarkdown": {
        "`Network issue`": "`Geen verbinding`",
        "`Cannot load Streamlit frontend code. This can happen when you update Streamlit while a Streamlit app is "
        "running.`": ("`Een deel van de app is niet opgehaald. Dat kan gebeuren als zij net is bijgewerkt.`"),
        "`To fix this, simply reload this app by pressing`": "`Laad de pagina opnieuw met`",
    },
}
"""By the start of the name of a file of JavaScript: what stands in it, with the signs around it, and what is sent; also
what a part of it is for who hears the page."""


def in_dutch(name: str, content: bytes) -> bytes:
    """A file of Streamlit's JavaScript as it is sent. name: of the file, "Selectbox.7rsxE6LC.js"."""
    stem, _, ending = name.partition(".")
    if stem not in WORDS or not ending.endswith("js"):
        return content
    text = content.decode()
    for english, dutch in WORDS[stem].items():
        text = text.replace(english, dutch)
    return text.encode()
