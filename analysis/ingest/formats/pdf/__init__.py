"""A PDF: a quick scan, lines of text, columns, tables of a page, and pages joined to grids."""

from analysis.ingest.formats.pdf.pages import read_pages

__all__ = ["read_pages"]
