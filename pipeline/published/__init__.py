"""Stage 6, published: the rows of the warehouse as a folder that is whole or not there.

Belongs here: the order of the steps (`publish`), what blocks (`integrity`), the Parquet files (`parquet`),
budget.duckdb (`database`), both described for programs (`datapackage`), which publications there are (`publications`).
Does not: judging disclosures; a finding never blocks. Files that people ask for (`pipeline.export`, `pipeline.report`).
"""
