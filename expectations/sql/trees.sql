-- Sums that the form itself shows: a column and the columns it is split into, a row and the rows below it,
-- the grand total and its leaves, a whole and its "of which". The facts say which cell is an addend of which;
-- here each such node is given to the first rule whose description it fits.
column_node AS (
  SELECT f.document_id, f.form_id, f.form_kind, f.stage, p.column_no, p.measure AS parent_measure,
         list(c.measure) AS child_measures
  FROM judged_form AS f
  JOIN form_column AS p USING (form_id)
  JOIN form_column AS c ON c.form_id = p.form_id AND c.parent_column_no = p.column_no
  WHERE NOT coalesce(c.is_of_which, false) AND coalesce(c.quantity, 'money') = 'money'
  GROUP BY ALL
  HAVING count(*) > 1
),
column_assigned AS (
  SELECT n.*, r.rule_id, r.tolerance
  FROM column_node AS n
  JOIN column_rule AS r
    ON (r.forms IS NULL OR list_contains(r.forms, n.form_kind))
   AND (r.parent_measures IS NULL OR list_contains(r.parent_measures, n.parent_measure))
   AND (r.child_measures IS NULL OR list_has_any(r.child_measures, n.child_measures))
  QUALIFY row_number() OVER (PARTITION BY n.form_id, n.column_no ORDER BY r.rule_no) = 1
),
first_column AS (
  SELECT form_id, block_no, min(column_no) AS first_column FROM form_column GROUP BY ALL
),
row_measure AS (
  SELECT form_id, block_no, row_no, min(measure) AS measure
  FROM cell WHERE amount_id IS NOT NULL AND quantity = 'money'
  GROUP BY ALL HAVING count(DISTINCT measure) = 1
),
row_children AS (
  SELECT form_id, parent_block_no AS block_no, parent_row_no AS row_no,
         bool_or(unit_name IS NOT NULL AND code IS NULL) AS has_units
  FROM form_line WHERE parent_row_no IS NOT NULL AND NOT is_of_which
  GROUP BY ALL
),
row_assigned AS (
  SELECT p.document_id, p.form_id, p.block_no, p.row_no, r.rule_id, r.tolerance
  FROM form_line AS p
  JOIN row_children AS k USING (form_id, block_no, row_no)
  LEFT JOIN row_measure AS m USING (form_id, block_no, row_no)
  JOIN row_rule AS r
    ON (r.forms IS NULL OR list_contains(r.forms, p.form_kind))
   AND (r.stages IS NULL OR list_contains(r.stages, p.stage))
   AND (r.roles IS NULL OR list_contains(r.roles, p.row_role))
   AND (r.lines IS NULL OR list_contains(r.lines, p.line))
   AND (r.side IS NULL OR r.side = p.side)
   AND (r.schemes IS NULL OR list_contains(r.schemes, p.code_scheme))
   AND (r.levels IS NULL OR list_contains(r.levels, p.code_level))
   AND (r.measures IS NULL OR list_contains(r.measures, m.measure))
   AND (r.of_units IS NULL OR r.of_units = k.has_units)
  QUALIFY row_number() OVER (PARTITION BY p.form_id, p.block_no, p.row_no ORDER BY r.rule_no) = 1
),
orphan AS (
  -- Rows whose own parent is not there, standing directly below a total beside the classes that contain them.
  SELECT form_id, block_no, row_no
  FROM (SELECT c.*, min(c.code_level) OVER (PARTITION BY c.form_id, c.parent_block_no, c.parent_row_no, c.code_scheme) AS highest
        FROM form_line AS c
        JOIN form_line AS p ON p.form_id = c.form_id AND p.block_no = c.parent_block_no AND p.row_no = c.parent_row_no
        WHERE p.row_role = 'total' AND c.code IS NOT NULL)
  WHERE code_level > highest AND highest = 1
),
form_total AS (
  SELECT document_id, form_id, form_kind, block_no, min(row_no) AS row_no
  FROM form_line AS t WHERE row_role = 'total' AND parent_row_no IS NULL
    -- Below lanes side by side the total is not that of the leaves of its own lane.
    AND NOT EXISTS (SELECT 1 FROM form_line AS o WHERE o.form_id = t.form_id AND o.block_no <> t.block_no
                    AND o.code IS NOT NULL)
  GROUP BY ALL HAVING count(*) = 1
),
leaf AS (
  SELECT l.form_id, l.block_no, l.row_no
  FROM form_line AS l
  ANTI JOIN form_line AS k
    ON k.form_id = l.form_id AND k.parent_block_no = l.block_no AND k.parent_row_no = l.row_no AND NOT k.is_of_which
  ANTI JOIN form_line AS w
    ON w.form_id = l.form_id AND w.block_no = l.parent_block_no AND w.row_no = l.parent_row_no AND w.is_of_which
  WHERE l.parent_row_no IS NOT NULL AND NOT l.is_of_which
),
leaf_assigned AS (
  SELECT t.*, r.rule_id, r.tolerance, r.measures
  FROM form_total AS t JOIN leaf_rule AS r ON list_contains(r.forms, t.form_kind)
  SEMI JOIN leaf AS l ON l.form_id = t.form_id AND l.block_no = t.block_no
  ANTI JOIN orphan AS o ON o.form_id = t.form_id AND o.block_no = t.block_no
),
tree_cell AS (
  SELECT 0 AS comparison_id, n.rule_id, n.tolerance, '=' AS relation, 'c' || n.column_no || 'r' || c.row_no AS instance,
         CASE WHEN c.column_no = n.column_no THEN 'left' ELSE 'right' END AS judged_side, c.*
  FROM column_assigned AS n
  JOIN cell AS c ON c.form_id = n.form_id
   AND (c.column_no = n.column_no OR (c.parent_column_no = n.column_no AND NOT c.column_is_of_which))
  WHERE c.quantity = 'money'
  UNION ALL
  SELECT -1, n.rule_id, n.tolerance, '=', 'b' || n.block_no || 'r' || n.row_no || 'c' || c.column_no, 'left', c.*
  FROM row_assigned AS n
  JOIN cell AS c ON c.form_id = n.form_id AND c.block_no = n.block_no AND c.row_no = n.row_no
  WHERE c.quantity = 'money'
  UNION ALL
  -- A column of the lane beside is the one of the same place in the parent's lane.
  SELECT -1, n.rule_id, n.tolerance, '=',
         'b' || n.block_no || 'r' || n.row_no || 'c' || (c.column_no + coalesce(h.first_column - o.first_column, 0)), 'right', c.*
  FROM row_assigned AS n
  JOIN cell AS c ON c.form_id = n.form_id AND c.parent_block_no = n.block_no AND c.parent_row_no = n.row_no
  LEFT JOIN first_column AS h ON h.form_id = n.form_id AND h.block_no = n.block_no AND c.block_no <> n.block_no
  LEFT JOIN first_column AS o ON o.form_id = c.form_id AND o.block_no = c.block_no AND c.block_no <> n.block_no
  ANTI JOIN orphan AS x ON x.form_id = c.form_id AND x.block_no = c.block_no AND x.row_no = c.row_no
  WHERE c.quantity = 'money' AND NOT c.row_is_of_which
  UNION ALL
  SELECT -1, n.rule_id, n.tolerance, '=', 'b' || n.block_no || 'leaves' || 'c' || c.column_no, 'left', c.*
  FROM leaf_assigned AS n
  JOIN cell AS c ON c.form_id = n.form_id AND c.block_no = n.block_no AND c.row_no = n.row_no
  WHERE c.quantity = 'money' AND (n.measures IS NULL OR list_contains(n.measures, c.measure))
  UNION ALL
  SELECT -1, n.rule_id, n.tolerance, '=', 'b' || n.block_no || 'leaves' || 'c' || c.column_no, 'right', c.*
  FROM leaf_assigned AS n
  JOIN leaf AS l ON l.form_id = n.form_id AND l.block_no = n.block_no
  JOIN cell AS c ON c.form_id = l.form_id AND c.block_no = l.block_no AND c.row_no = l.row_no
  WHERE c.quantity = 'money' AND (n.measures IS NULL OR list_contains(n.measures, c.measure))
  UNION ALL
  SELECT -2, r.rule_id, r.tolerance, '<=', 'c' || k.column_no || 'r' || c.row_no,
         CASE WHEN c.column_no = k.column_no THEN 'left' ELSE 'right' END, c.*
  FROM part_rule AS r, judged_form AS f
  JOIN form_column AS k ON k.form_id = f.form_id AND k.is_of_which AND k.parent_column_no IS NOT NULL
  JOIN cell AS c ON c.form_id = k.form_id AND c.column_no IN (k.column_no, k.parent_column_no)
  -- Of changes and balances a part may well be more than the whole.
  WHERE c.quantity = 'money' AND k.measure NOT IN (SELECT word FROM word WHERE list = 'may_be_negative')
  UNION ALL
  SELECT -2, r.rule_id, r.tolerance, '<=', 'b' || p.block_no || 'r' || p.row_no || 'c' || c.column_no,
         CASE WHEN c.row_no = p.row_no THEN 'left' ELSE 'right' END, c.*
  FROM part_rule AS r, form_line AS p
  JOIN cell AS c ON c.form_id = p.form_id AND c.block_no = p.block_no AND p.parent_block_no = p.block_no
   AND c.row_no IN (p.row_no, p.parent_row_no)
  WHERE p.is_of_which AND p.parent_row_no IS NOT NULL AND c.quantity = 'money'
    AND coalesce(c.measure NOT IN (SELECT word FROM word WHERE list = 'may_be_negative'), true)
),
tree_operand AS MATERIALIZED (
  SELECT rule_id, comparison_id, 0 AS variant, document_id, form_id, form_id || instance AS instance, relation, tolerance,
         judged_side AS side, coalesce(code, item_name, line, unit_name, row_role) || ' [' || measure || ']' AS role,
         form_label || ' ' || coalesce(code || ' ', '') || coalesce(item_name, project_name, unit_name, line, row_role)
           || ' [' || measure || ']' AS place,
         CAST(1 AS TINYINT) AS coefficient, amount_id, CAST(NULL AS VARCHAR) AS claim_id, value, step,
         true AS is_seen, is_unread AS is_ambiguous, CAST(row_no * 1000 + column_no AS BIGINT) AS position,
         -- What is missing in a row may stand in it under words that nobody understood.
         CASE WHEN comparison_id = 0 THEN unknown END AS unknown
  FROM tree_cell AS t
  LEFT JOIN (SELECT form_id, block_no, row_no, sum(value) AS unknown FROM cell WHERE measure = 'unknown' GROUP BY ALL) AS u USING (form_id, block_no, row_no)
  WHERE rule_id IN (SELECT rule_id FROM rule)
)
