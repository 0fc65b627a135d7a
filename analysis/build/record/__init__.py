"""What a site says of how it was made.

provenance  commit, lock, parameters, and what each notebook read
build_page  the page *How this was built*
manifest    the hash of every file, and the check against it
git         what git says of the tree
"""
