"""Great Expectations' Data Docs of a batch, as pages that need no network.

Belongs here: Great Expectations' own pages without what they fetch from elsewhere (`page`), the folder of a batch
(`site`). Does not: running suites (`expectations.gx.suites`), the report, which links them (`pipeline.report`).

    data/data_docs/index.html  docs.css
                  /<batch>/index.html
                  /<batch>/<judging>/<suite>.html  judging.json
"""

from expectations.gx.data_docs.site import Judging

__all__ = ["Judging"]
