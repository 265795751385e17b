SELECT claim.* FROM claim JOIN document USING (document_id) WHERE document.is_preferred
