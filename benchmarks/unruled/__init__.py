"""Ruled tables of real disclosures with their rulings taken away, read again, against what the rulings say.

Belongs here: taking rulings away in memory, comparing the two readings number by number, the table of docs/unruled.md.
Does not: reading.
"""
