"""What is wrong with the columns of a draft, or looks it.

schema         constraints, keys, other tables and rules, judged as data/ is
totals         rows JUMLAH and the sums above them
plausibility   what breaks no rule and still looks wrong
"""
