"""The benchmark behind `make bench`: how fast the pages are for a reader, and how many readers one server holds.

Times are in milliseconds, sizes in kB of 1,000 bytes, CPU is the CPU time of the server process in milliseconds;
every number is the median of all runs. Pages are measured in a running app, from outside; a large release and a large
store are measured as well (release.py).
"""
