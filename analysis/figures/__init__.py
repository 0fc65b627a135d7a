"""Frame → chart: one module a chapter, and what all share.

theme     titles, axes and fields of every chart
palette   every colour of the book
maps      outlines, marks and links of maps
alt_text  what a chart shows, in words
"""
