"""Do dropped files and documents come back as they went in?"""

import hashlib

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from tests.store.releases.publishing import (
    forget_what_was_read,
    publish,
    tranches,
)


def test_the_file_comes_back_byte_for_byte(folder):
    content = bytes(range(256)) * 1000
    release = publish(tranches(GM0392="1"), content=content)
    forget_what_was_read()
    assert releases.file(releases.history()[0]) == content
    assert release.sha256 == hashlib.sha256(content).hexdigest()
    stored_file = folder / "_files" / release.sha256
    stored_file.write_bytes(content[:-1])
    with pytest.raises(DataError, match="beschadigd"):
        releases.file(release)
    stored_file.unlink()
    with pytest.raises(DataError, match="niet te lezen"):
        releases.file(release)
    with pytest.raises(DataError, match="geen bestand"):
        releases.file(publish(tranches(GM0392="2")))


def test_a_remembered_choice_survives_and_the_last_one_stays(folder):
    releases.remember("kop/één ../x", {"region": "Gemeente"})
    releases.remember("kop/één ../x", {"region": "Plaats", "extra": [1, None]})
    forget_what_was_read()
    assert releases.remembered("kop/één ../x") == {"region": "Plaats", "extra": [1, None]}
    assert {path.parent for path in folder.rglob("*.json")} == {folder / "_documents"}
    next(folder.rglob("*.json")).write_text("{")
    with pytest.raises(DataError, match="niet te lezen"):
        releases.remembered("kop/één ../x")
