"""The version of the code that lays releases over one another and hides small numbers; knows nothing else.

What that code made is kept on disk under this version, so that no change of a rule can serve a table that was hidden
by an older one. tests/store/test_store.py holds it to the code of the store and of all that it imports, and says what
to write here after a change; it is no judgement whether a change matters.
"""

RULES_VERSION = "07bd9ffc1bdb9bb5"
