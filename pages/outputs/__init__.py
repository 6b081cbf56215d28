"""A briefing as a file: slides and a PDF. They draw what `ks_data.answers.briefing` says; no Streamlit, no data."""
