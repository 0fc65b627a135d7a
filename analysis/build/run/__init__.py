"""Run notebooks: which must run, where, in which kernel, and what is kept of a run."""
