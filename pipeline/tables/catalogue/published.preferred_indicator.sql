SELECT indicator.* FROM indicator JOIN document USING (document_id) WHERE document.is_preferred
