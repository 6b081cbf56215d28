"""A file on its way to readers, in the order of the work: reading, checks, difference, publication."""
