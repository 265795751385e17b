"""One row per printed number, in yuan; codes, organisations, regions and years resolved.

Belongs here: who published (`identity`), rows of the stored tables (`rows`).
Does not: storing them (`pipeline.warehouse`).
"""

# What a child loads that will have to make rows and waits for a Document; named here, where naming it loads nothing.
LOADING = "pipeline.facts.warming:load_words"
