"""What a page draws, as Vega-Lite specs and their datasets. No Streamlit."""
