"""Run notebooks: which must run, where, in which kernel, and what is kept of a run.

schedule          which run again and which are kept; runs those that are due
dependencies      what a run depends on, and why it is no longer good
cache             the runs that are kept
jobs              what there is to run, each with its parameters
executors         where: threads of this machine, or workers elsewhere
execute           one notebook by papermill: code in, outputs and files out
kernels           the kernel of one notebook
fork_client       this end of the fork server
fork_server       the process that forks kernels
kernel_extension  what each kernel begins with: equal seeds, a record of what is read
values            every number that the book prints
"""
