"""Tables of the current publication as files for a spreadsheet or any other program: CSV and XLSX.

Belongs here: which rows go into which file (`choice`), text a spreadsheet would run (`formulas`), the two formats
(`as_csv`, `as_xlsx`). Does not: Parquet and budget.duckdb (`pipeline.published`), words on a terminal.

    from pipeline.export import export
    export(settings, ["three_public"], "xlsx", Path("export"))

The same publication gives the same bytes, in both formats.
"""

from pipeline.export.choice import Choice, choose
from pipeline.export.files import FORMATS, Exported, export

__all__ = ["FORMATS", "Choice", "Exported", "choose", "export"]
