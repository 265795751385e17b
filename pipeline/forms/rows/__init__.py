"""What each row of a logical table means, and which row is part of which.

Belongs here: the labels of a row (`labels`, `label_cells`, `label_columns`, `stepped_codes`, `implied`), rows with
codes and names (`coded`), lines of balances (`balance`), rows that name what is measured (`row_measures`), the tree of
addends (`addends`, `of_which`, `groups`, `nesting`, `lanes`). Does not: columns (`forms.columns`), performance
tables (`forms.performance`).
"""
