"""What is done to the pages that Jupyter Book has made.

postprocess  all of it, in order
strip        what the theme brings and this book does not use
stylesheet   one style sheet of the rules in use, for the whole site
metadata     the head of each page: description, address, policy
social_card  the picture that a link to the book shows
"""
