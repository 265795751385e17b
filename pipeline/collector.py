"""How often Python looks for circles of objects, of which reading and judging make hardly any.

Belongs here: the number. Does not: reading a PDF, which looks for none (`documents.readers.pdf.reader`).
"""

# New objects after which it looks. Its own 700 cost a twentieth of a reading and a tenth of a run: it goes through half
# a million objects that stay again and again.
OBJECTS_A_SEARCH = 50_000
