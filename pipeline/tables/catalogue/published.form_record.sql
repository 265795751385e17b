WITH expected AS (SELECT DISTINCT mandatory_as FROM form_kind WHERE mandatory_as IS NOT NULL),
disclosure AS (
  SELECT disclosure_id, any_value(fiscal_year) AS fiscal_year, any_value(region_code) AS region_code,
         any_value(organisation_id) AS organisation_id, min(organisation_name) AS organisation_name,
         min(scope) AS scope, min(stage) AS stage, list(document_id) AS documents
  FROM preferred_document GROUP BY disclosure_id
),
found AS (
  SELECT d.disclosure_id, k.mandatory_as, f.is_empty, f.note_printed
  FROM preferred_form AS f JOIN preferred_document AS d USING (document_id) JOIN form_kind AS k USING (form_kind)
)
SELECT d.disclosure_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage,
       e.mandatory_as AS mandatory_form, k.title_zh, count(f.disclosure_id)::INTEGER AS form_count,
       count(f.disclosure_id) = 0 AS is_missing, bool_and(f.is_empty) AS is_empty,
       bool_or(f.is_empty AND f.note_printed IS NULL) AS is_empty_without_note,
       (SELECT count(*) FROM found AS o WHERE o.disclosure_id = d.disclosure_id) AS disclosure_form_count,
       (SELECT count(*) FROM problem AS p WHERE list_contains(d.documents, p.document_id))::INTEGER AS problem_count
FROM disclosure AS d CROSS JOIN expected AS e
JOIN form_kind AS k ON k.form_kind = e.mandatory_as
LEFT JOIN found AS f ON f.disclosure_id = d.disclosure_id AND f.mandatory_as = e.mandatory_as
GROUP BY ALL
