"""A file → grids of cells with their addresses."""
