"""What people see in a terminal: one module per command, each turning results into lines.

Belongs here: words, order and exit codes of the output. Does not: options and arguments (`pipeline.cli`), results.
"""
