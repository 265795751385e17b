WITH asked AS (SELECT DISTINCT fiscal_year, stage FROM document WHERE fiscal_year IS NOT NULL AND stage IS NOT NULL)
SELECT o.organisation_id, o.name_zh AS organisation_name, o.region_code, a.fiscal_year, a.stage,
       count(d.document_id) > 0 AS is_published, count(d.document_id) AS file_count,
       min(d.received_at) AS first_received_at, max(d.received_at) AS last_received_at,
       count(*) FILTER (d.read_status = 'not_read') AS not_read_count
FROM organisation AS o CROSS JOIN asked AS a
LEFT JOIN document AS d ON d.organisation_id = o.organisation_id AND d.fiscal_year = a.fiscal_year AND d.stage = a.stage
GROUP BY ALL
