"""Cells → typed columns."""
