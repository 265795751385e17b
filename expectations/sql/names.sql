-- Rows whose code the lists of the year know, and whether the name printed beside it is the listed one. A table that gives
-- most numbers of a class other names than the national list has a list of its own: nothing is wrong, and nothing can be
-- concluded from its numbers.
named_code AS MATERIALIZED (
  SELECT *, coalesce(bool_or(is_other_list) OVER (PARTITION BY form_id, code_scheme), false) AS has_own_list
  FROM (
    SELECT *, count(*) FILTER (NOT fits AND code_level > 1) OVER class >= 3
              AND count(*) FILTER (NOT fits) OVER class > count(*) FILTER (fits) OVER class AS is_other_list
    FROM (
      SELECT l.document_id, l.form_id, l.form_label, l.code_scheme, l.code_level, l.code, l.item_name, o.name_zh,
             regexp_replace(replace(l.item_name, coalesce(w.word, ' '), coalesce(w.meaning, ' ')), $loose, '', 'g') AS printed,
             regexp_replace(replace(o.name_zh, coalesce(w.word, ' '), coalesce(w.meaning, ' ')), $loose, '', 'g') AS listed,
             -- A cell too narrow for its name cuts it.
             printed = listed OR (length(printed) >= 5 AND starts_with(listed, printed)) AS fits
      FROM form_line AS l
      JOIN (SELECT 'functional' AS code_scheme, code, name_zh, first_year, last_year FROM functional_code
            UNION ALL SELECT code_scheme, code, name_zh, first_year, last_year FROM economic_code) AS o
        ON o.code_scheme = l.code_scheme AND o.code = l.code
       AND l.fiscal_year BETWEEN greatest(o.first_year, 2024) AND o.last_year
      LEFT JOIN word AS w ON w.list = 'written_as' AND contains(l.item_name, w.word)
      WHERE l.item_name IS NOT NULL AND (l.line IS NULL OR l.line = 'function_class') AND l.second_code IS NULL)
    WINDOW class AS (PARTITION BY form_id, code_scheme, left(code, 3)))
)
