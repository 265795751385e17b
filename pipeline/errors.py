"""Every error this project raises on purpose.

    BudgetError
    ├── CatalogueError       our own YAML is wrong: stop at start-up, name file and key
    ├── UsageError           the caller asked for something that cannot be: exit code 2
    ├── SourceProblem        the disclosure defeats us: record it, go on with the batch
    │   ├── UnsupportedFormat    no reader for this kind of file
    │   ├── UnreadableFile       the file is damaged, encrypted, or over a limit
    │   └── NumberNotUnderstood  a printed number outside the grammar
    ├── WarehouseBusy        another process is writing the warehouse
    ├── WarehouseDamaged     its file cannot be used as it is: set aside, and made again
    ├── RowsRefused          rows that do not fit their table: nothing of their batch is written
    ├── RunFailed            a run ended before anything could be published
    └── PublicationBlocked   an integrity check failed: yesterday's publication stays

Belongs here: the tree and its messages. Does not: handling.
"""

from __future__ import annotations


class BudgetError(Exception):
    """Any error of this project."""


class CatalogueError(BudgetError):
    """A file of our own catalogues is wrong; the message names file and key."""


class UsageError(BudgetError):
    """The caller asked for something that cannot be done; the message says what to do instead."""


class SourceProblem(BudgetError):
    """A disclosure could not be read or understood; stored as a problem, never fatal to a batch."""


class UnsupportedFormat(SourceProblem):
    """No reader understands this kind of file."""


class UnreadableFile(SourceProblem):
    """The file is damaged, encrypted, or exceeds a limit."""


class NumberNotUnderstood(SourceProblem):
    """A printed text is not a number of the grammar of `pipeline.money`."""


class WarehouseBusy(BudgetError):
    """Another process holds the warehouse for writing."""


class WarehouseDamaged(BudgetError):
    """The warehouse file cannot be used as it is: damaged, or made by another version of the dictionary."""


class RowsRefused(BudgetError):
    """A row does not fit its table; the message names table, column and value. Nothing of its batch was written."""


class RunFailed(BudgetError):
    """A run ended before anything could be published; the current publication is as it was."""


class PublicationBlocked(BudgetError):
    """An integrity check failed; the current publication is left as it is."""
