"""What the checks notice when one printed cell is changed, and whether they name it: `python -m benchmarks.mutation`.

`changes` alters a document as read, `trials` has it recognised and judged, `report` counts.
"""
