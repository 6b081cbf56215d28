"""How numbers, dates, lists and files are written for people."""
