"""An indicator cannot be declared so that its figures would be misread."""

from dataclasses import replace

import pytest

from ks_data.catalogue.indicators import INDICATORS, Kind, Unit


@pytest.mark.parametrize(
    ("id", "unit", "kind"),
    [
        ("trial_promille", "per 1.000", "rate"),
        ("trial_percent", "per 1.000", "rate"),
        ("trial_per_1000", "%", "proportion"),
        ("trial_count", "%", "proportion"),
        ("trial", "aantal", "count"),
        ("trial_percent", "%", "count"),
        ("trial_count", "aantal", "rate"),
    ],
)
def test_an_indicator_whose_id_unit_and_kind_disagree_cannot_be_declared(id: str, unit: Unit, kind: Kind) -> None:
    with pytest.raises(ValueError, match=id):
        replace(INDICATORS["antenatal_care_before_10w_percent"], id=id, unit=unit, kind=kind)
