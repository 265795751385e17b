"""Printed tables to logical ones: what belongs to one table, and what is printed around it.

Belongs here: tables that go on over pages, columns or sheets (`stitch`, `sideways`, `beside`), their rows on common
columns (`grid`), what a page break cut off (`strays`), tables without rulings (`unruled`), titles, units and notes
(`captions`), also inside the grid (`inside`), lines of every page (`running`).
Does not: what a column (`forms.columns`) or a row (`forms.rows`) means.
"""
