"""What a page shows as HTML: components that return htpy elements, which escape all text. No Streamlit."""
