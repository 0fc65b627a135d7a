"""What is done to the pages that Jupyter Book has made."""
