WITH listed AS (
  SELECT f.document_id, f.form_id, f.project_name, f.project_budget_yuan
  FROM preferred_form AS f WHERE f.project_name IS NOT NULL
  UNION
  SELECT i.document_id, i.form_id, i.project_name, max(i.project_budget_yuan)
  FROM preferred_indicator AS i JOIN preferred_form AS f USING (form_id)
  WHERE i.project_name IS NOT NULL AND f.project_name IS NULL
  GROUP BY ALL
),
known AS (
  SELECT l.*, i.indicator_id, i.name, i.operator, i.target_printed, i.target_unit
  FROM listed AS l LEFT JOIN preferred_indicator AS i ON i.form_id = l.form_id AND i.project_name = l.project_name
),
dated AS (
  SELECT k.*, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage
  FROM known AS k JOIN preferred_document AS d USING (document_id)
),
compared AS (
  SELECT DISTINCT d.*, e.project_name IS NOT NULL AS is_known_before,
         e.project_name IS NOT NULL AND i.indicator_id IS NOT NULL AS is_unchanged
  FROM dated AS d
  LEFT JOIN (SELECT DISTINCT organisation_id, stage, fiscal_year, project_name FROM dated) AS e
    ON e.organisation_id = d.organisation_id AND e.stage = d.stage AND e.fiscal_year = d.fiscal_year - 1
   AND e.project_name = d.project_name
  LEFT JOIN dated AS i
    ON i.organisation_id = d.organisation_id AND i.stage = d.stage AND i.fiscal_year = d.fiscal_year - 1
   AND i.project_name = d.project_name AND i.name = d.name AND i.operator IS NOT DISTINCT FROM d.operator
   AND i.target_printed = d.target_printed AND i.target_unit IS NOT DISTINCT FROM d.target_unit
)
SELECT document_id, fiscal_year, region_code, organisation_id, organisation_name, scope, stage, form_id, project_name,
       project_budget_yuan AS budget_yuan, count(indicator_id)::INTEGER AS indicator_count,
       coalesce(bool_or(contains(name, '满意')), false) AS has_satisfaction_indicator,
       coalesce(bool_or(contains(name, '成本')), false) AS has_cost_indicator,
       CASE WHEN bool_or(is_known_before) THEN count(*) FILTER (is_unchanged) END AS unchanged_target_count
FROM compared
GROUP BY ALL
