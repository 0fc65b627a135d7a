"""Whose figures, of what, of when: what a file says around its table, beside what the schema says.

words      the words of each facet of scope, from ``words.yaml``, and when they make a whole
periods    parts of a year, as titles and notes name them
texts      the texts of a file that bear on scope: titles, upper headers, notes, unread columns
relevance  whether a text of its kind can speak of a facet
check      which of them say another scope than the schema's, and what settles it
generic    what a column JUMLAH counts, by its neighbours
"""
