"""Great Expectations on DuckDB: what was judged and stored, held against the rules and the table dictionary.

Belongs here: loading it (`engine`), its data source and its expectation (`source`, `query`), the suites (`suites`,
`tables`, `judged_anew`), what it said (`results`) and its pages (`data_docs`).
Does not: rules and judging (`expectations`), which the command line does without it.
"""
