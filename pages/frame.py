"""What every page shares: entering, the reader's choice in the sidebar and the URL, and the figure card."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from ks_data import DataError, Indicator, dutch, figures, regions, sentences
from pages import charts
from pages.charts import Spec

OPEN = ("geschat", "voorlopig")
"""The statuses that are drawn as an open mark."""

STYLE = """
<style>
.ks-lead{font-size:1.125rem;margin:0 0 .4rem;max-width:46rem}
.ks-quiet{font-size:.9375rem;opacity:.85;margin:0}
.ks-card{font-size:1.125rem;line-height:1.4}
.ks-card h3{font-size:1.125rem;font-weight:600;margin:0;padding:0}
.ks-card .ks-measure{font-size:.9375rem;opacity:.85;margin:0 0 .2rem}
.ks-card .ks-figure{font-size:2.25rem;font-weight:700;line-height:1.15;margin:0}
.ks-card .ks-beside{font-size:1rem;margin:0 0 .5rem}
.ks-card .ks-sentence{margin:0}
.ks-legend{border-collapse:collapse;font-size:1rem}
.ks-legend td,.ks-legend th{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top;border:0;font-weight:400}
.ks-legend thead th{font-weight:600}
.ks-legend .n{text-align:right;font-variant-numeric:tabular-nums}
.ks-swatch{display:inline-block;width:1.1rem;height:1.1rem;border:1px solid #5b6675;vertical-align:-.2rem}
.ks-table{border-collapse:collapse;font-size:1rem;width:100%}
.ks-table th,.ks-table td{padding:.35rem .7rem .35rem 0;text-align:left;border-bottom:1px solid #8b94a155}
.ks-table .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.ks-table tfoot td{font-weight:700}
.ks-bar{display:block;height:.9rem;margin:.25rem 0 .15rem;background:#1650b0}
[data-testid=stSliderThumbValue]{color:inherit}
[data-testid="stVegaLiteChart"] form.vega-bindings{font-size:1rem;padding:.3rem 0}
[data-testid="stVegaLiteChart"] form.vega-bindings input[type=range]{width:min(20rem,45vw);vertical-align:middle}
.stMainBlockContainer{padding-left:clamp(1rem,3vw,3rem);padding-right:clamp(1rem,3vw,3rem)}
h1{padding-bottom:.2rem}
</style>
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose in the sidebar: a municipality, what it is compared with, and the years."""

    region: str
    other: str
    first: int
    last: int

    @property
    def name(self) -> str:
        return regions.name(self.region)

    @property
    def other_name(self) -> str:
        return regions.name(self.other)


def enter() -> Choice:
    """Opens a page and gives the reader's choice.

    A server that has just started runs a page of a folder called pages/ without app.py, until someone opens the
    first page; then the sidebar and the choice in the link would be missing. So switch that off and start again.
    """
    if getattr(PagesManager, "uses_pages_directory", False):
        PagesManager.uses_pages_directory = False
        st.rerun()
    choice: Choice = st.session_state["_choice"]
    return choice


def heading(title: str, lead: str = "") -> None:
    """The title of a page and the sentence beneath it."""
    st.title(title, anchor=False)
    if lead:
        paragraphs([lead])


def run(page: Any) -> None:
    """Runs a page; a file that cannot be read becomes one clear message and leaves the other pages working."""
    st.html(STYLE)
    st.html("<script>document.documentElement.lang='nl'</script>", unsafe_allow_javascript=True)
    try:
        page.run()
    except DataError as error:
        st.error(str(error), icon=":material/error:")


def sidebar() -> None:
    """The reader's choice, shared by all pages and kept in the URL; an unknown value in a link is named."""
    try:
        names, provinces = regions.names(), [regions.COUNTRY, *regions.provinces()["code"]]
        towns = list(regions.municipalities()["code"])
    except DataError as error:
        st.sidebar.error(str(error), icon=":material/error:")
        names = {regions.HOME: regions.name(regions.HOME), regions.COUNTRY: regions.name(regions.COUNTRY)}
        provinces, towns = [regions.COUNTRY], [regions.HOME]
    codes = {name: code for code, name in names.items()}
    towns_named = [names[code] for code in towns]
    others_named = [names[code] for code in [*provinces, *towns]]
    with st.sidebar:
        _name_unknown("gemeente", "De gemeente", towns_named)
        _name_unknown("vergelijk", "Het gebied", others_named)
        town = st.selectbox(
            "Gemeente",
            towns_named,
            index=towns_named.index(names[regions.HOME]),
            key="gemeente",
            bind="query-params",
            placeholder="Kies een gemeente",
        )
        other = st.selectbox("Vergelijk met", others_named, key="vergelijk", bind="query-params")
        first, last = _years()
    st.session_state["_choice"] = Choice(codes[town], codes[other], first, last)


def _years() -> tuple[int, int]:
    try:
        span, usual = figures.span(), figures.usual_span()
    except DataError:  # the pages that need the observations say so themselves
        return 2017, 2022
    given = st.query_params.get_all("jaren")
    if given and not (len(given) == 2 and all(year.isdigit() and span[0] <= int(year) <= span[1] for year in given)):
        _warn("jaren", f"De jaren {', '.join(given)} uit de link kennen we niet; {usual[0]}-{usual[1]} staat nu aan.")
    first, last = st.slider("Jaren", *span, usual, key="jaren", bind="query-params", format="%d")
    return first, last


def _name_unknown(key: str, what: str, known: list[str]) -> None:
    """Says in words that a link asked for something unknown; the message stays until the reader chooses."""
    given = st.query_params.get(key)
    if given is not None and given not in known:
        _warn(key, f"{what} “{given}” uit de link kennen we niet.")
    message = st.session_state.get(f"_unknown_{key}")
    if message:
        st.warning(message, icon=":material/link_off:")


def _warn(key: str, message: str) -> None:
    st.session_state[f"_unknown_{key}"] = message


def dark() -> bool:
    """Whether the reader's page is dark."""
    return st.context.theme.type == "dark"


def chart(spec: Spec, datasets: dict[str, pd.DataFrame], key: str, alt: str, **options: Any) -> Any:
    """Draws a kept spec with this run's figures. `alt` says in words what the chart shows."""
    return st.vega_lite_chart({**spec, "datasets": datasets}, key=key, theme=None, width="stretch", alt=alt, **options)


def download(frame: pd.DataFrame, name: str, key: str) -> None:
    """A button that saves the rows shown as CSV: comma, UTF-8, decimal points, as in `export`."""
    st.download_button(
        "Download CSV",
        lambda: frame.to_csv(index=False, lineterminator="\n", float_format="%.15g").encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def table(header: list[str], rows: Iterable[list[str]]) -> None:
    """A small table of texts; every column but the first is aligned as numbers."""

    def line(cells: list[str], tag: str) -> str:
        first, *others = (escape(cell) for cell in cells)
        return f"<tr><{tag}>{first}</{tag}>" + "".join(f'<{tag} class="n">{cell}</{tag}>' for cell in others) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    st.html(f'<table class="ks-table"><thead>{line(header, "th")}</thead><tbody>{body}</tbody></table>')


def paragraphs(texts: Iterable[str]) -> None:
    """Sentences at reading size, each its own paragraph."""
    st.html("".join(f'<p class="ks-lead">{escape(text)}</p>' for text in texts))


def sources(keys: Iterable[str]) -> None:
    """The sources of what stands above, each once."""
    for text in dict.fromkeys(figures.citation(key) for key in keys if key):
        quiet(f"Bron: {text}")


def quiet(text: str) -> None:
    st.html(f'<p class="ks-quiet">{escape(text)}</p>')


def trend_card(indicator: Indicator, choice: Choice) -> None:
    """One indicator through the years: title, measure, chart, table, definition, sentence, source, download."""
    other = choice.other if charts.comparable(indicator, choice.region, choice.other) else choice.region
    codes = list(dict.fromkeys([choice.region, other]))
    rows = figures.series(indicator.id, codes, choice.first, choice.last)
    found = figures.compare(indicator.id, choice.region, choice.other, choice.first, choice.last)
    with st.container(border=True, height="stretch"):
        st.subheader(sentences.finding(found) if found else indicator.name, anchor=False)
        quiet(f"{indicator.name}, {indicator.measure}")
        for code in codes:
            if rows[rows["region"] == code].empty:
                st.info(sentences.why_empty(indicator, code, choice.first, choice.last), icon=":material/info:")
        if rows.empty:
            return
        picture, numbers, meaning = st.tabs(["Grafiek", "Tabel", "Uitleg"])
        low, high = charts.bounds(figures.yearly(indicator.id), codes, indicator)
        with picture:
            said = sentences.comparison(found) if found else indicator.name
            spec = charts.trend_spec(indicator, low, high, dark())
            chart(spec, {"values": charts.trend_values(rows, indicator, choice.region, high - low)}, indicator.id, said)
            start = dutch.number(low, 0 if low.is_integer() else 1) if low else "nul"
            marks = " Open teken: schatting of voorlopig cijfer." if rows["status"].isin(OPEN).any() else ""
            quiet(f"De as begint bij {start}.{marks}")
        with numbers:
            _year_table(rows, indicator)
        with meaning:
            st.markdown(indicator.definition)
            if other != choice.other:
                st.markdown(
                    f"{choice.other_name} staat niet in de grafiek: aantallen van een ander soort gebied passen "
                    "niet op dezelfde as."
                )
        if found:
            paragraphs([sentences.comparison(found)])
        sources(rows["source"])
        shown = rows[rows["value"].notna()].assign(unit=indicator.unit, source=rows["source"].map(figures.citation))
        columns = ["indicator", "region", "name", "year", "value", "unit", "status", "source", "note"]
        download(shown[columns], f"{indicator.id}-{choice.first}-{choice.last}", f"download_{indicator.id}")


def _year_table(rows: pd.DataFrame, indicator: Indicator) -> None:
    """A row for each year, a column for each region; an asterisk marks an estimate or provisional figure."""
    wide = rows.pivot(index="year", columns="name", values=["value", "status"])
    names = list(dict.fromkeys(rows["name"]))

    def cell(year: int, name: str) -> str:
        value = wide.loc[year, ("value", name)]
        mark = "*" if wide.loc[year, ("status", name)] in OPEN else ""
        return "geen cijfer" if pd.isna(value) else dutch.number(value, indicator.decimals) + mark

    table(["Jaar", *names], [[str(year), *(cell(year, name) for name in names)] for year in wide.index])
    if rows["status"].isin(OPEN).any():
        quiet("* schatting of voorlopig cijfer")


def tranche_legend(totals: pd.DataFrame, towns: pd.DataFrame) -> None:
    """What the colours of the map mean, with the published and the documented number of municipalities."""
    look = charts.colours(dark())
    both = (towns["tranche"] == "1-2").sum()
    stripes = f"repeating-linear-gradient(135deg,{look.tranches[0]} 0 4px,{look.tranches[1]} 4px 8px)"
    lines = [
        (
            look.tranches[at],
            f"Tranche {row.key} ({figures.TRANCHE_START[row.key]})",
            str(row.value),
            str(row.documented),
        )
        for at, row in enumerate(totals.itertuples())
    ]
    lines += [
        (stripes, "Tranche 1 of 2 (2019)", "", str(both)),
        (look.joined, f"Doet mee, tranche nog niet aangeleverd ({(towns['tranche'] == '').sum()})", "", ""),
        (look.page, "Nog niet mee of niet bekend op dat moment", "", ""),
    ]
    body = "".join(
        f'<tr><td><span class="ks-swatch" style="background:{colour}"></span></td><td>{escape(text)}</td>'
        f'<td class="n">{published}</td><td class="n">{known}</td></tr>'
        for colour, text, published, known in lines
    )
    st.html(
        '<table class="ks-legend"><thead><tr><th></th><th>Gemeenten</th><th class="n">gepubliceerd</th>'
        f'<th class="n">gedocumenteerd</th></tr></thead><tbody>{body}</tbody></table>'
    )
