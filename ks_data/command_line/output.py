"""What commands share: how they say it, and what a text on the command line names."""

import getpass
import json
import math
import sys
from pathlib import Path
from typing import Any

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.named import unknown_indicator
from ks_data.incoming import checks
from ks_data.language import disks


def print_json(answer: Any) -> None:
    print(json.dumps(_without_nan(answer), ensure_ascii=False, indent=2))


def _without_nan(answer: Any) -> Any:
    """The same with null for a number that there is not, as JSON has no NaN."""
    if isinstance(answer, dict):
        return {name: _without_nan(field) for name, field in answer.items()}
    if isinstance(answer, list):
        return [_without_nan(row) for row in answer]
    return None if isinstance(answer, float) and math.isnan(answer) else answer


def write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise DataError(f"Kan {output} niet schrijven: {disks.refusal(error)}.") from None


def progress(step: str) -> None:
    if sys.stderr.isatty():
        print(f"{step} …", file=sys.stderr)


def user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may know no names
        return ""


def indicator_id(text: str) -> str:
    """The id of an indicator, by its id or its name."""
    if not (id := checks.recognised(text)):
        raise unknown_indicator(text)
    return id
