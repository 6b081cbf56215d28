"""The version of the code that overlays and protects, a part of the key of the disk cache; knows nothing else.

So no change of a rule can serve a table that was protected by an older one. tests/store/test_rules_version.py holds it
to the code of the store and of all that it imports, and says what to write here after a change; it is no judgement
whether a change matters.
"""

RULES_VERSION = "f67b0a7a88e5e21d"
