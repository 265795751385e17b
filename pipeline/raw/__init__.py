"""Stage 1, raw: a file as received – its hash, its kind, where it came from. Never edited.

Belongs here: telling a file's kind from its content (`sniff`), finding files in folders (`find`), keeping the bytes and
the origin record (`register`). Does not: anything about what a file says (`pipeline.documents`).
"""

from pipeline.raw.find import find_files
from pipeline.raw.register import RawFile, Sighting, all_raw, register
from pipeline.raw.sniff import sniff, text_encoding

__all__ = ["RawFile", "Sighting", "all_raw", "find_files", "register", "sniff", "text_encoding"]
