"""How much of what is printed the reader brings home, counted without it.

Belongs here: an independent counter of table numbers (`poppler`, `areas`, `counter`), the comparison with what the
pipeline read (`compare`), its costs (`costs`) and the tables for people (`report`).
Does not: anything the pipeline needs. `poppler`, `areas` and `counter` import nothing of it; words.yml is their own.
"""
