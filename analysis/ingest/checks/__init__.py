"""What is wrong with the columns of a draft, or looks it.

schema         constraints, keys, other tables
rules          rules of a schema, and sums
plausibility   what breaks no rule and still looks wrong
"""
