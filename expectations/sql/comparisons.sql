-- Cells of different rows or forms set side by side. A comparison has terms on each side; a term selects cells by
-- form, line, code, measure and year; `key` pairs them (per code, per line …). Every term of every instance also
-- gives one stub without a number, which says whether the form has a place for it: a blank is then none.
term_form AS (SELECT * EXCLUDE (forms), unnest(forms) AS form_kind FROM term),
form_level AS (
  SELECT form_id, list(DISTINCT code_level) AS levels FROM form_line WHERE code IS NOT NULL GROUP BY form_id
),
form_measure AS (
  -- The measures of a form's cells: of all, and as a term for one side sees them.
  SELECT form_id, list(DISTINCT measure) AS measures,
         list(DISTINCT measure) FILTER (side IS NULL OR side = 'revenue') AS of_revenue,
         list(DISTINCT measure) FILTER (side IS NULL OR side = 'expenditure') AS of_expenditure
  FROM cell GROUP BY form_id
),
form_there AS MATERIALIZED (
  SELECT t.comparison_id, t.variant, t.term_no, f.document_id, bool_and(f.is_empty) AS is_empty,
         min(f.form_label) AS form_label, min(f.form_id) AS form_id,
         flatten(list(coalesce(v.levels, []))) AS levels,
         flatten(list(CASE t.row_side WHEN 'revenue' THEN m.of_revenue WHEN 'expenditure' THEN m.of_expenditure
                                      ELSE m.measures END)) AS measures
  FROM term_form AS t
  JOIN judged_form AS f ON f.form_kind = t.form_kind AND f.is_primary
  LEFT JOIN form_level AS v ON v.form_id = f.form_id
  LEFT JOIN form_measure AS m ON m.form_id = f.form_id
  GROUP BY t.comparison_id, t.variant, t.term_no, f.document_id
),
complete AS (
  SELECT t.comparison_id, d.document_id
  FROM term AS t CROSS JOIN judged_document AS d
  LEFT JOIN form_there AS f ON f.comparison_id = t.comparison_id AND f.variant = t.variant AND f.term_no = t.term_no
        AND f.document_id = d.document_id
  WHERE t.variant = 0
  GROUP BY ALL
  HAVING bool_and(t.is_optional OR f.document_id IS NOT NULL)
),
comparison_here AS MATERIALIZED (
  -- The comparisons whose forms the document has and whose conditions it meets.
  SELECT c.*, d.document_id
  FROM comparison AS c
  JOIN complete AS k USING (comparison_id)
  JOIN judged_document AS d ON d.document_id = k.document_id
  LEFT JOIN document_fact AS wanted ON wanted.document_id = d.document_id AND wanted.fact = c.only_if
  LEFT JOIN document_fact AS unwanted ON unwanted.document_id = d.document_id AND unwanted.fact = c.unless
  WHERE (c.stages IS NULL OR list_contains(c.stages, d.stage))
    AND (c.only_if IS NULL OR wanted.document_id IS NOT NULL) AND unwanted.document_id IS NULL
),
term_measure AS (
  -- The terms once for each measure they take: equal forms and measures are found faster than lists that contain them.
  SELECT t.*, m.measure
  FROM term_form AS t
  JOIN (SELECT DISTINCT form_kind, measure FROM cell) AS m ON m.form_kind = t.form_kind
   AND (t.measures IS NULL OR list_contains(t.measures, m.measure))
),
term_cell AS (
  SELECT t.comparison_id, t.variant, t.term_no, t.side AS judged_side, t.role, t.coefficient, t.is_sum, t.key, c.document_id, c.form_id, c.ordinal, c.form_label,
         c.row_no, c.column_no, c.row_role, c.line, c.code, c.second_code, c.item_name, c.project_name, c.measure, c.basis, c.stage,
         c.value_year, c.fiscal_year, c.amount_id, c.value, c.step, c.is_unread
  FROM term_measure AS t
  JOIN cell AS c ON c.form_kind = t.form_kind AND c.measure IS NOT DISTINCT FROM t.measure
  WHERE t.codes IS NULL AND (c.is_primary OR t.every_form)
    AND (t.row_side IS NULL OR c.side IS NULL OR c.side = t.row_side)
    AND (t.lines IS NULL OR list_contains(t.lines, c.line))
    AND (t.roles IS NULL OR list_contains(t.roles, c.row_role))
    AND (t.schemes IS NULL OR c.code_scheme IS NULL OR list_contains(t.schemes, c.code_scheme))
    -- A row without a code, or whose code lost digits, may be of any level: its cell stays unkeyed, and nothing is
    -- called missing because of it.
    AND (t.levels IS NULL OR list_contains(t.levels, c.code_level)
         OR (t.key IN ('code', 'code_measure') AND coalesce(length(c.code) NOT IN (3, 5, 7), true)
             AND (c.line IS NULL OR c.line = 'function_class')))
    AND (t.prefix IS NULL OR starts_with(c.code, t.prefix))
    AND (t.years = 'any' OR c.value_year IS NULL OR (t.years = 'current' AND c.value_year = c.fiscal_year)
         OR (t.years = 'prior' AND c.value_year < c.fiscal_year))
    AND (t.bases = 'any' OR c.basis IS NULL OR c.basis = t.bases OR (t.bases = 'stage' AND c.basis = c.stage))
    AND NOT c.row_is_of_which
  UNION ALL
  SELECT t.comparison_id, t.variant, t.term_no, t.side, t.role, t.coefficient, t.is_sum, t.key, c.document_id, c.form_id, c.ordinal, c.form_label,
         c.row_no, c.column_no, c.row_role, c.line, c.code, c.second_code, c.item_name, c.project_name, c.measure, c.basis, c.stage,
         c.value_year, c.fiscal_year, c.amount_id, c.value, c.step, c.is_unread
  FROM (SELECT * EXCLUDE (codes), unnest(codes) AS wanted_code FROM term_form WHERE codes IS NOT NULL) AS t
  JOIN cell AS c ON c.form_kind = t.form_kind AND c.code = t.wanted_code
  WHERE (c.is_primary OR t.every_form)
    AND (t.measures IS NULL OR list_contains(t.measures, c.measure))
    AND (t.years = 'any' OR c.value_year IS NULL OR c.value_year = c.fiscal_year)
    AND (t.bases = 'any' OR c.basis IS NULL OR c.basis = t.bases OR (t.bases = 'stage' AND c.basis = c.stage))
    AND NOT c.row_is_of_which
    -- Places that give a code of their own meaning to a national number must not be compared by it.
    AND (NOT t.is_named_as_listed OR EXISTS (
          SELECT 1 FROM economic_code AS e
          WHERE e.code = c.code AND e.code_scheme = c.code_scheme
            AND (c.item_name IS NULL OR regexp_replace(e.name_zh, $loose, '', 'g') = regexp_replace(c.item_name, $loose, '', 'g'))))
),
keyed_cell AS MATERIALIZED (
  SELECT *, CASE key
      WHEN 'none' THEN ''
      WHEN 'code' THEN CASE WHEN length(code) IN (3, 5, 7) THEN code END
      WHEN 'second_code' THEN CASE WHEN length(second_code) IN (3, 5, 7) THEN second_code END
      WHEN 'code_measure' THEN CASE WHEN length(code) IN (3, 5, 7) THEN code WHEN code IS NULL AND row_role = 'total' THEN row_role END
                               || ' [' || measure || ']'
      WHEN 'line' THEN line
      WHEN 'measure' THEN measure
      WHEN 'carried_line' THEN replace(line, 'carry_over_', '')
      WHEN 'carried_measure' THEN replace(measure, 'carry_over_', '')
      WHEN 'row' THEN form_id || 'r' || row_no
      WHEN 'form' THEN form_id
      WHEN 'column' THEN form_id || 'c' || column_no
      WHEN 'year' THEN coalesce(value_year, fiscal_year) || ' ' || coalesce(basis, stage)
    END AS instance_key
  FROM term_cell
),
unkeyed AS (
  -- Printed numbers whose code or line is not understood: what lacks a partner may be one of them.
  SELECT DISTINCT comparison_id, variant, term_no, document_id
  FROM keyed_cell WHERE instance_key IS NULL AND amount_id IS NOT NULL
),
matched AS MATERIALIZED (
  -- Of two figures of a row (年初预算数 and 执行数 of one year) none is meant more than the other, also where one is blank.
  SELECT *, row_number() OVER same AS nth,
         min(value) OVER same IS DISTINCT FROM max(value) OVER same
           OR (key = 'row' AND count(value) OVER same BETWEEN 1 AND count(*) OVER same - 1
               AND min(measure || coalesce(basis, '')) OVER same <> max(measure || coalesce(basis, '')) OVER same) AS is_doubtful
  FROM keyed_cell WHERE instance_key IS NOT NULL
  WINDOW same AS (PARTITION BY comparison_id, variant, term_no, document_id, instance_key
                  ORDER BY (value IS NULL), row_no, column_no ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
instance AS (
  SELECT DISTINCT c.rule_id, c.comparison_id, c.document_id, m.instance_key
  FROM comparison_here AS c JOIN matched AS m USING (comparison_id, document_id)
  WHERE c.is_keyed
  UNION ALL
  SELECT rule_id, comparison_id, document_id, '' FROM comparison_here WHERE NOT is_keyed
),
term_matched AS (SELECT DISTINCT comparison_id, variant, term_no, document_id FROM matched),
term_printed AS (
  SELECT DISTINCT comparison_id, variant, term_no, document_id, instance_key FROM matched WHERE value IS NOT NULL
),
stub AS (
  SELECT i.rule_id, i.comparison_id, t.variant, i.document_id, i.instance_key, t.side, t.role, f.form_label, f.form_id,
         t.term_no,
         CASE WHEN p.document_id IS NOT NULL OR t.is_optional THEN true
              WHEN u.document_id IS NOT NULL OR f.document_id IS NULL THEN false
              WHEN f.is_empty THEN true
              WHEN t.key = 'code_measure' AND NOT list_contains(f.measures, regexp_extract(i.instance_key, '\[(.*)\]', 1)) THEN false
              WHEN t.measures IS NOT NULL AND NOT list_has_any(t.measures, f.measures) THEN false
              WHEN t.code_length IS NOT NULL
                OR (t.key IN ('code', 'code_measure') AND regexp_matches(i.instance_key, '^[0-9]')) THEN
                list_contains(f.levels, (coalesce(t.code_length, length(regexp_extract(i.instance_key, '^[0-9]+'))) - 1) // 2)
              ELSE m.document_id IS NOT NULL END AS is_seen
  FROM instance AS i
  JOIN (SELECT *, CASE WHEN codes IS NOT NULL THEN length(codes[1]) WHEN prefix IS NOT NULL THEN 5 END AS code_length
        FROM term) AS t USING (comparison_id)
  LEFT JOIN form_there AS f USING (comparison_id, variant, term_no, document_id)
  LEFT JOIN unkeyed AS u USING (comparison_id, variant, term_no, document_id)
  LEFT JOIN term_matched AS m USING (comparison_id, variant, term_no, document_id)
  LEFT JOIN term_printed AS p ON p.comparison_id = i.comparison_id AND p.variant = t.variant AND p.term_no = t.term_no
        AND p.document_id = i.document_id AND p.instance_key = i.instance_key
),
compared_operand AS MATERIALIZED (
  SELECT c.rule_id, c.comparison_id, m.variant, c.document_id, m.form_id, m.instance_key AS instance, c.relation,
         c.tolerance, m.judged_side AS side, m.role,
         m.form_label || ' ' || coalesce(m.code || ' ', '') || coalesce(m.item_name, m.project_name, m.line, m.row_role)
           || ' [' || m.measure || ']' AS place,
         m.coefficient, m.amount_id, CAST(NULL AS VARCHAR) AS claim_id, m.value, m.step, true AS is_seen,
         m.is_unread OR (NOT m.is_sum AND m.is_doubtful) AS is_ambiguous, CAST(m.term_no AS BIGINT) * 1000000000000 + CAST(m.ordinal AS BIGINT) * 100000000 + m.row_no * 1000 + m.column_no AS position,
         CAST(NULL AS DECIMAL(38, 6)) AS unknown
  FROM comparison_here AS c
  JOIN matched AS m USING (comparison_id, document_id)
  WHERE m.is_sum OR m.nth = 1
  UNION ALL
  SELECT s.rule_id, s.comparison_id, s.variant, s.document_id, s.form_id, s.instance_key, c.relation, c.tolerance,
         s.side, s.role, s.form_label, CAST(0 AS TINYINT), NULL, NULL, NULL, NULL, s.is_seen, false, CAST(s.term_no AS BIGINT) * 1000000000000, NULL
  FROM stub AS s JOIN comparison AS c USING (comparison_id)
)
