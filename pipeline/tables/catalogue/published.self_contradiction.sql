SELECT d.document_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage, c.rule_id, c.severity, r.says_zh, r.says_en, f.cause,
       count(*) AS break_count, max(abs(c.difference)) AS largest_difference
FROM preferred_check_result AS c
JOIN preferred_document AS d USING (document_id)
JOIN rule AS r USING (rule_id)
LEFT JOIN finding AS f USING (finding_id)
WHERE c.outcome = 'breaks'
GROUP BY ALL
