"""What can be said: indicators, tables, periods, regions, and the errors people are told. Knows no figures."""
