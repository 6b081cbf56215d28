"""What a reader asks: one function a subject, each of a snapshot and a choice, each giving one frozen answer."""

from ks_data.answers.areas import Areas, areas
from ks_data.answers.choice import Choice
from ks_data.answers.overview import FigureCard, Overview, overview
from ks_data.answers.trend import TrendAnswer, trend
from ks_data.answers.year_table import YearTable, year_table

__all__ = [
    "Areas",
    "Choice",
    "FigureCard",
    "Overview",
    "TrendAnswer",
    "YearTable",
    "areas",
    "overview",
    "trend",
    "year_table",
]
