SELECT form.* FROM form JOIN document USING (document_id) WHERE document.is_preferred
