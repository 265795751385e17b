"""The report: the current publication as pages to look at, one folder that works from disk.

Belongs here: what is on the pages (`contents`), its bars (`charts`), pictures of pages (`pictures`), the words
(`words.yml`), templates, and the folder being whole or not there (`site`).
Does not: anything that is not published already; judging. No page loads anything from a network.
"""

from pipeline.report.site import Report, make_report, reported

__all__ = ["Report", "make_report", "reported"]
