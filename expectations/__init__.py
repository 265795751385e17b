"""What must be true: rules as data, compiled to SQL over DuckDB, judged plainly (`judge`) or by Great Expectations.

Belongs here: the rules, their arithmetic, their findings. Does not: reading documents, storing facts (`pipeline`).
"""
