"""The lines of a budget and their amounts -> tidy rows, one for each item, year and funder. Judges no amount."""

import pandas as pd

from ks_data.catalogue import recognise
from ks_data.catalogue.tables import FUNDERS
from ks_data.incoming.findings import SHOWN, Finding, Level, listed, remark, shortened
from ks_data.incoming.reading import money, values
from ks_data.incoming.reading.layouts.budget import funder_of
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.language import dutch

_NAMES = ("year", "item", "funder", "from_date", "note", "source")


def budget_rows(sheet: Sheet, plan: Plan) -> tuple[pd.DataFrame, str, list[Finding]]:
    """The rows of a budget as `Reading` has them, and what was left out or decided on the way."""
    assert plan.table is not None
    body = sheet.grid.iloc[plan.start :].astype("str")
    findings = list(plan.findings)
    columns = {
        name: column for name, column in zip(plan.table.names, plan.template_columns, strict=True) if column is not None
    }
    for name in ("year", "region", "item", "funder", "from_date"):
        if name in columns:
            values.refuse_no_names(sheet.name, plan.names[columns[name]], body[columns[name]])
    lines = pd.DataFrame({"row": body.index.to_numpy()}, index=body.index)
    for name in _NAMES:
        lines[name] = body[columns[name]].str.strip() if name in columns else ""
    lines["region_text"] = body[columns["region"]] if "region" in columns else ""
    lines["region"] = recognise.region_codes(lines["region_text"]) if "region" in columns else plan.fixed_region
    parts = [
        _of_column(lines, body[figure.column].str.strip(), figure, plan, findings, "funder" in columns)
        for figure in plan.figures
    ]
    rows = pd.concat(parts).sort_values("row", kind="stable", ignore_index=True)
    findings += _without_amount(lines, rows)
    rows = rows[~rows["silent"]].drop(columns="silent")
    return rows.astype({"region": "category", "region_text": "category"}), "", findings


def _of_column(
    lines: pd.DataFrame,
    texts: "pd.Series[str]",
    figure: FigureColumn,
    plan: Plan,
    findings: list[Finding],
    has_funder: bool,
) -> pd.DataFrame:
    """The lines with the amounts of one column."""
    factor = money.scale(figure.unit)
    different = pd.Index(texts.unique())
    amounts = dict(zip(different, money.euros(different, factor), strict=True))
    if factor > 1 and len(open_texts := money.undecided(different)):
        read = [f"‘{text}’ als {dutch.euro(amounts[text])}" for text in open_texts[:SHOWN]]
        message = f"In de kolom ‘{figure.header}’ is gelezen: {dutch.listing(read)}. Klopt dat?"
        findings.append(Finding(Level.QUESTION, "begroting_bedrag", message, len(open_texts)))
    rows = lines.assign(
        column=figure.header,
        amount_eur=texts.map(amounts).astype(float),
        amount_text=texts,
        silent=texts.str.casefold().isin(money.NO_AMOUNT),
    )
    if plan.period is None:
        rows["year"] = figure.period or plan.fixed_period
    if not has_funder:
        rows["funder"] = figure.subject or FUNDERS[0]
    payers = {text: funder_of(text) or text for text in rows["funder"].unique()}
    return rows.assign(funder=rows["funder"].map(payers))


def _without_amount(lines: pd.DataFrame, rows: pd.DataFrame) -> list[Finding]:
    """What is said of lines without any amount, and asked of those whose amount is not known yet."""
    findings = []
    not_yet = rows["amount_text"].str.casefold().isin(money.NOT_YET)
    if not_yet.any():
        items = [f"“{shortened(item)}”" for item in rows.loc[not_yet, "item"].unique()]
        message = f"Posten met ‘p.m.’ hebben nog geen bedrag en blijven weg: {listed(items)}. Klopt dat?"
        findings.append(Finding(Level.QUESTION, "begroting_pm", message, int(not_yet.sum())))
    with_amount = set(rows.loc[~rows["silent"] | not_yet, "row"])
    empty = lines[~lines["row"].isin(with_amount) & (lines["item"] != "")]
    if len(empty):
        items = [f"“{shortened(item)}”" for item in empty["item"].unique()]
        findings.append(remark(f"Regels zonder bedrag zijn overgeslagen: {listed(items)}."))
    return findings
