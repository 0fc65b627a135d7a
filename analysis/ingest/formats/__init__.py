"""A file → grids of cells with their addresses.

detect      what a file is, by its content
sandbox     the reading in a process of its own, with limits of time and memory
delimited   CSV and other delimited text
workbook    XLSX, XLS and ODS
spreadsheetml  the XML form of Excel 2003
parquet     Parquet
records     the lists of a JSON file
archive     the one table of a ZIP; a flat ODS, which is packed first
pdf         tables in a PDF
marks*      what a reader of values passes over
grid        cells by column and distinct value
"""
