"""The benchmark behind `make bench`: how fast the pages are for a reader, and how many readers one server holds.

Times are in milliseconds, sizes in kB of 1,000 bytes, CPU is the CPU time of the server process in milliseconds;
every number is the median of all runs. It measures a running app from outside and knows no module of it.
"""
