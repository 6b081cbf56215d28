"""What is published: one append-only Delta table over the shipped data. Knows rows, not pages.

The table lies in the folder or bucket that KS_RELEASES names (`s3://…`, `az://…`), and else in releases/ of the data
folder. For S3 set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, for another S3 store also AWS_ENDPOINT_URL,
and AWS_ALLOW_HTTP=true when that is plain http. Commits rely on the store honouring `If-None-Match` (conditional put;
the default, so leave AWS_CONDITIONAL_PUT alone). A store that ignores it (s3rver does) silently loses releases.

    _delta_log/<number>.json   one commit is one release: its number is the Delta version, its account is in
                               commitInfo.userMetadata, so that rows and account arrive together or not at all
    <kind>/<id>.parquet        the rows of one release: the columns of its table in catalogue/tables.py
    _files/<sha256>            the file as it was dropped, byte for byte
    _documents/<key>.json      small documents by key, such as a remembered column mapping
    _seen/<rules>-<key>        what readers see of a state, in bits with their sha256 (made again where it is gone)

A restore is a commit without rows. Nothing is overwritten and nothing is cleaned up; the account of every release is
read from the log entries themselves, which checkpoints leave alone. Data, file and log reach the disk before a release
is acknowledged, in that order.
"""

from ks_data.store.releases.commit import publish, restore
from ks_data.store.releases.documents import file, remember, remembered
from ks_data.store.releases.history import (
    active,
    history,
    home,
    is_withdrawn,
    last_day,
    last_good,
    newest,
    place,
    problem,
    restored,
    states,
    states_until,
    upcoming,
    version,
    warning,
)
from ks_data.store.releases.release import Release, with_own_rule
from ks_data.store.releases.rows import rows

__all__ = [
    "Release",
    "active",
    "file",
    "history",
    "home",
    "is_withdrawn",
    "last_day",
    "last_good",
    "newest",
    "place",
    "problem",
    "publish",
    "remember",
    "remembered",
    "restore",
    "restored",
    "rows",
    "states",
    "states_until",
    "upcoming",
    "version",
    "warning",
    "with_own_rule",
]
