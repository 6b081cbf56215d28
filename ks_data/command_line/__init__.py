"""The command line: what an operator and a script can ask. Each module adds its commands; knows no page."""
