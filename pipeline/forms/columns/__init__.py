"""What each column of a logical table means.

Belongs here: where the header ends (`header_rows`), the words above a column (`header`), labels or numbers
(`labelled`), blocks side by side (`blocks`), their measure (`meaning`), what the columns beside it (`measures_beside`)
and the sums (`elimination`) say of it, which column is part of which (`column_sums`).
Does not: which words mean what (`forms/vocabulary`), rows (`forms.rows`).
"""
