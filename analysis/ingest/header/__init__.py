"""Headers → fields of a schema.

normalize   a header in plain words
vocabulary  what the columns of a table may be called
find        where a header can be, and which fields it has
match       which table it is
mapping     what a person says of the columns
turn        years across the columns → down the rows
"""
