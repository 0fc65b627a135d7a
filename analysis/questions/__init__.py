"""Frame → frame, pure: one module a chapter, and what several share.

association  tests of ties between borders, groups, ranks and agreements
records      the rows of all tables that are about one country
statistics   exact tests and intervals
"""
