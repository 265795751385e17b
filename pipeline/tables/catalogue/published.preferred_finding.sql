SELECT finding.* FROM finding JOIN document USING (document_id) WHERE document.is_preferred
