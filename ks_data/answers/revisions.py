"""What a figure was before a release changed it, in words. Does not know why it was changed."""

from ks_data import store
from ks_data.answers.figures import Figure
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized


def revision(data: Snapshot, figure: Figure) -> str:
    """ "Het cijfer over 2019 was 6,4 en is 6,6 sinds release 7." Empty when no release changed it."""
    old, cause = _former(data, figure)
    new = dutch.number(figure.value, figure.indicator.decimals)
    start = f"sinds {cause}" if cause.startswith("release") else f"in {cause}"
    return f"Het cijfer over {figure.period} was {old} en is {new} {start}." if old else ""


def before(data: Snapshot, figure: Figure) -> str:
    """ "was 6,4 vóór release 7"; empty when no release changed it."""
    old, cause = _former(data, figure)
    return f"was {old} vóór {cause}" if old else ""


def _former(data: Snapshot, figure: Figure) -> tuple[str, str]:
    """What a figure was, and by what it is another: "6,4" and "release 7"; empty when no release changed it."""
    revised = _revised(data, figure.indicator.id, figure.region)
    if figure.period not in revised:
        return "", ""
    former, since = revised[figure.period]
    old, new = (dutch.number(value, figure.indicator.decimals) for value in (former, figure.value))
    if old == new:  # of what is shown nothing changed
        return "", ""
    return old, "dit voorbeeld" if since == store.PREVIEW else f"release {since}"


@memoized
def _revised(data: Snapshot, indicator: str, region: str) -> dict[str, tuple[float, int]]:
    """By period what a figure was, and since which release it is not."""
    rows = data.revisions("observations")
    rows = rows[(rows["indicator"] == indicator) & (rows["region"] == region) & rows["value"].notna()]
    return {period: (value, int(since)) for period, value, since in rows[["period", "value", "since"]].to_numpy()}
