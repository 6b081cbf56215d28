"""The rows of an annex -> the rows of a list of tranches, with the amounts and what they add up to. Judges no name."""

import pandas as pd

from ks_data.incoming.findings import Finding, Level, remark
from ks_data.incoming.reading import money, rows
from ks_data.incoming.reading.layouts import TOTAL, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.language import dutch


def annex_rows(sheet: Sheet, plan: Plan) -> tuple[pd.DataFrame, str, list[Finding]]:
    """The municipalities with an amount as `Reading` has those of a list; what was left out, and the sum.

    The line of the total is none of them: the sum is held against it.
    """
    frame, decimals, findings = rows.template_rows(sheet, plan)
    texts = pd.Index(sheet.grid.iloc[plan.start :][plan.figures[0].column].astype("str").str.strip())
    amounts = pd.Series(money.euros(texts), frame.index)
    names = frame["region_text"].astype("str").str.strip()
    is_total = names.map(lambda name: TOTAL.fullmatch(name) is not None).to_numpy(bool)
    counts = (amounts > 0).to_numpy(bool) & ~is_total
    silent = ~counts & ~is_total & (names != "").to_numpy(bool)
    if silent.any():
        findings.append(remark(f"Gemeenten zonder bedrag zijn overgeslagen: {int(silent.sum())}."))
    findings.append(_sum(float(amounts[counts].sum()), amounts[is_total & amounts.notna().to_numpy(bool)]))
    return frame[counts].reset_index(drop=True), decimals, findings


def _sum(total: float, printed: "pd.Series[float]") -> Finding:
    """What the amounts add up to, held against the printed total where there is one."""
    words = f"De bedragen zijn samen {dutch.euro(total)}"
    if printed.empty:
        return remark(f"{words}. Vergelijk dat met het totaal van de bijlage.")
    if abs(float(printed.iloc[-1]) - total) < 1:
        return remark(f"{words}, zoals onder de tabel staat.")
    message = f"{words}; onder de tabel staat {dutch.euro(float(printed.iloc[-1]))}. Klopt dat?"
    return Finding(Level.QUESTION, "bijlage_totaal", message)
