"""Cells → typed columns.

rows      what each row is: data, a sum, a footnote, a header again
numbers   whole and decimal numbers as they are written
dates     years, months and days as they are written
cells     one cell as its field asks
where     the rows that a person asked for
columns   a grid with its header → a typed frame
"""
