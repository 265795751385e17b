SELECT * FROM document WHERE is_preferred
