"""Headers → fields of a schema.

normalize   a header in plain words
vocabulary  what the columns of a table may be called
shape       what rows about a header look like
find        where a header can be, and which fields it has
match       which column is which field
choose      which grid and table are meant, or why none is
advice      what a header lacks, and what settles it
mapping     what a person says of the columns
turn        years across the columns → down the rows
"""
