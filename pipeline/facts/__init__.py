"""One row per printed number, in yuan; codes, organisations, regions and years resolved.

Belongs here: who published (`identity`), rows of the stored tables (`rows`).
Does not: storing them (`pipeline.warehouse`).
"""
