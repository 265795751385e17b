SELECT amount.* FROM amount JOIN document USING (document_id) WHERE document.is_preferred
