"""What a page shows as HTML. No Streamlit."""
