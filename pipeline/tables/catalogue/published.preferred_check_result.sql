SELECT check_result.* FROM check_result JOIN document USING (document_id) WHERE document.is_preferred
