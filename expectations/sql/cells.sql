-- What every rule looks at: the documents of the batch, their forms, rows and cells, blank ones included.
-- A cell without amount_id is blank. `value` is in yuan, percent or counts as the column says; `half` is half a
-- printed step where the money is coarser than a fen: what rounding may have hidden.
judged_document AS MATERIALIZED (
  SELECT batch.document_id, batch.fiscal_year, batch.region_code,
         -- Most of what does not say is a budget, and budgets ask less.
         coalesce(batch.stage, 'budget') AS stage, batch.scope
  FROM $batch AS batch
  WHERE batch.document_id IN ($documents)
),
form_owner AS (
  -- Whose money a form shows: the organisation it names, and whether it is that of its own level (本级) alone.
  SELECT form_id, regexp_replace(organisation_printed, '[^一-龥]', '', 'g') AS whose,
         contains(concat(title_printed, subtitle_printed), '本级') AS is_own_level,
         first_value(nullif(regexp_replace(organisation_printed, '[^一-龥]', '', 'g'), '') IGNORE NULLS) OVER forms AS first_owner,
         first_value(CASE WHEN form_kind NOT IN ('other', 'form_catalogue') THEN contains(concat(title_printed, subtitle_printed), '本级') END IGNORE NULLS)
           OVER forms AS first_is_own_level
  FROM form WHERE document_id IN (SELECT document_id FROM judged_document)
  WINDOW forms AS (PARTITION BY document_id ORDER BY ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
judged_form AS MATERIALIZED (
  SELECT f.form_id, f.document_id, f.form_kind, f.ordinal, coalesce(f.is_empty, false) AS is_empty,
         coalesce(f.label_printed, f.form_kind) AS form_label, f.title_printed, f.title_year, f.page_from,
         f.note_printed,
         d.fiscal_year, d.stage,
         -- Between forms only those of one owner are compared: that of the document's first forms.
         NOT o.is_of_another AND row_number() OVER (PARTITION BY f.document_id, f.form_kind, o.is_of_another
                                                    ORDER BY coalesce(f.is_empty, false), f.ordinal) = 1 AS is_primary
  FROM form AS f JOIN judged_document AS d USING (document_id)
  JOIN (SELECT form_id, coalesce(is_own_level <> first_is_own_level, false)
               OR coalesce(whose <> '' AND (contains(whose, '本级') <> contains(first_owner, '本级')
                           OR NOT (contains(whose, first_owner) OR contains(first_owner, whose))), false) AS is_of_another
        FROM form_owner) AS o USING (form_id)
),
form_line AS MATERIALIZED (
  SELECT f.document_id, f.form_id, f.ordinal, f.form_kind, f.form_label, f.is_primary, f.fiscal_year, f.stage,
         r.row_no, r.block_no, r.side, r.row_role, r.parent_row_no, coalesce(r.parent_block_no, r.block_no) AS parent_block_no,
         r.code_scheme, r.code,
         -- A line of one fund inside the money carried over is a part of that, not of the year's.
         CASE WHEN r.row_role = 'carry_over' AND r.line NOT IN ('carry_over', 'carry_forward')
              THEN 'carry_over_' || r.line ELSE r.line END AS line,
         r.code_level, r.second_code_scheme, r.second_code, r.third_code,
         r.code_printed, r.item_name, r.project_name, r.unit_name, coalesce(r.is_of_which, false) AS is_of_which
  FROM judged_form AS f JOIN form_row AS r USING (form_id)
),
unread AS MATERIALIZED (
  -- Something is printed there and nobody knows what: no blank, and no sum over it can be judged.
  SELECT DISTINCT form_id, row_no, column_no FROM cell_left_out
  WHERE reason IN ('number not readable', 'spreadsheet error') AND document_id IN ($documents)
),
cell AS MATERIALIZED (
  SELECT l.document_id, l.form_id, l.ordinal, l.form_kind, l.form_label, l.is_primary, l.fiscal_year, l.stage,
         l.row_no, c.column_no, l.block_no, coalesce(a.side, c.side, l.side) AS side, l.row_role, l.line,
         l.parent_row_no, l.parent_block_no, l.code_scheme, l.code, l.code_level, l.second_code, l.item_name, l.project_name, l.unit_name,
         l.is_of_which AS row_is_of_which, coalesce(c.is_of_which, false) AS column_is_of_which,
         coalesce(a.measure, c.measure) AS measure, coalesce(a.basis, c.basis) AS basis,
         coalesce(a.value_year, c.value_year) AS value_year,
         coalesce(a.quantity, c.quantity, 'money') AS quantity, c.parent_column_no, a.amount_id,
         CAST(CASE WHEN coalesce(a.quantity, c.quantity, 'money') = 'money'
                   THEN a.amount_yuan ELSE a.value END AS DECIMAL(24, 6)) AS value,
         CAST(a.printed_step_yuan AS DECIMAL(20, 6)) AS step, u.form_id IS NOT NULL AS is_unread
  FROM form_line AS l
  JOIN form_column AS c ON c.form_id = l.form_id AND c.block_no = l.block_no
  LEFT JOIN amount AS a ON a.form_id = l.form_id AND a.row_no = l.row_no AND a.column_no = c.column_no
  LEFT JOIN unread AS u ON u.form_id = l.form_id AND u.row_no = l.row_no AND u.column_no = c.column_no
  UNION ALL
  -- Numbers beside a label, outside any column of numbers, as in performance forms.
  SELECT f.document_id, f.form_id, f.ordinal, f.form_kind, f.form_label, f.is_primary, f.fiscal_year, f.stage,
         a.row_no, a.column_no, a.block_no, a.side, a.row_role, a.line, NULL, NULL, a.code_scheme, a.code, a.code_level,
         a.second_code, a.item_name, a.project_name, a.unit_name, coalesce(a.is_of_which, false), false, a.measure,
         a.basis, a.value_year, a.quantity, NULL, a.amount_id,
         CAST(CASE WHEN a.quantity = 'money' THEN a.amount_yuan ELSE a.value END AS DECIMAL(24, 6)),
         CAST(a.printed_step_yuan AS DECIMAL(20, 6)), false
  FROM judged_form AS f JOIN amount AS a USING (form_id)
  WHERE NOT EXISTS (SELECT 1 FROM form_row AS r JOIN form_column AS c USING (form_id, block_no)
                    WHERE r.form_id = a.form_id AND r.row_no = a.row_no AND c.column_no = a.column_no)
),
two_years_of_item AS MATERIALIZED (
  -- A change or a rate beside an item of 三公 expenses with a row of its own, and the amounts of both years in that row, one
  -- of each. In final accounts the budget may be the base.
  SELECT d.document_id, d.form_id, d.block_no, d.row_no, d.column_no, d.measure, d.amount_id,
         concat_ws(' ', d.form_label, d.item_name) AS subject, d.value, d.step,
         n.amount_id AS now_id, n.value AS now, CASE WHEN n.step > 0.01 THEN n.step / 2 ELSE 0 END AS now_half,
         p.amount_id AS base_id, p.value AS base, CASE WHEN p.step > 0.01 THEN p.step / 2 ELSE 0 END AS base_half
  FROM cell AS d
  JOIN cell AS n ON n.form_id = d.form_id AND n.block_no = d.block_no AND n.row_no = d.row_no AND n.quantity = 'money' AND n.column_no <> d.column_no
   AND NOT starts_with(n.measure, 'prior_') AND n.measure <> 'delta' AND coalesce(n.value_year, n.fiscal_year) = n.fiscal_year
  JOIN cell AS p ON p.form_id = d.form_id AND p.block_no = d.block_no AND p.row_no = d.row_no AND p.quantity = 'money' AND p.column_no <> n.column_no
   AND (starts_with(p.measure, 'prior_') OR p.value_year < p.fiscal_year)
  WHERE d.form_kind IN ('three_public_budget', 'three_public_and_operating', 'three_public_meeting_training') AND d.stage = 'budget'
    AND d.measure IN ('growth_pct', 'delta') AND d.amount_id IS NOT NULL
  QUALIFY count(*) OVER (PARTITION BY d.amount_id) = 1
)
