-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

SET VARIABLE planes_drop_table_x_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/o''brien"/**')
    WHERE regexp_matches(substring(file, 19 + 1), '[^/]$')
      AND (NOT regexp_matches(substring(file, 19 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);

-- A value of CSV without line breaks: Spark would take one with a line break for several records, which stops the query.
CREATE OR REPLACE TEMP MACRO one_line(value) AS
  CASE WHEN regexp_matches(value, '[\n\r]') THEN error('A value has a line break. Turn “Values over several lines” on, or run the step with Spark.') ELSE value END;

-- The whole number in a text, as Spark casts it: digits after a point are dropped, and null is what is no number.
CREATE OR REPLACE TEMP MACRO whole_text(value) AS
  regexp_replace(nullif(regexp_extract(value, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]*))[\x00-\x20]*$', 1), ''), '^([+-]?)([0-9]*).*$', '\10\2');

-- The date in a text, as Spark casts it: month and day may lack, what stands after the day is ignored.
CREATE OR REPLACE TEMP MACRO date_text(value) AS
  CASE WHEN regexp_full_match(value, '[\x00-\x20]*[+-]?[0-9]{5,7}(?:-[^\n]*)?|[\x00-\x20]*[+-][0-9]{4}(?:-[^\n]*)?') THEN error('A date has a sign or a year of more than four digits, which only Spark reads. Run the step with Spark.') ELSE TRY_CAST(concat_ws('-', nullif(regexp_extract(value, '^[\x00-\x20]*([0-9]{4})(?:-[0-9]{1,2}(?:-[0-9]{1,2}(?:[ T](?s:.*))?)?)?[\x00-\x20]*$', 1), ''), coalesce(nullif(regexp_extract(value, '^[\x00-\x20]*[0-9]{4}-([0-9]{1,2})', 1), ''), '1'), coalesce(nullif(regexp_extract(value, '^[\x00-\x20]*[0-9]{4}-[0-9]{1,2}-([0-9]{1,2})', 1), ''), '1')) AS DATE) END;

-- upper of letters that have one letter in the other case; Java writes others in another way, which stops the query.
CREATE OR REPLACE TEMP MACRO plain_upper(value) AS
  CASE WHEN regexp_matches(value, '[\x{df}\x{149}\x{1f0}\x{390}\x{3b0}\x{587}\x{1e96}-\x{1e9a}\x{1f50}\x{1f52}\x{1f54}\x{1f56}\x{1f80}-\x{1faf}\x{1fb2}-\x{1fb4}\x{1fb6}-\x{1fb7}\x{1fbc}\x{1fc2}-\x{1fc4}\x{1fc6}-\x{1fc7}\x{1fcc}\x{1fd2}-\x{1fd3}\x{1fd6}-\x{1fd7}\x{1fe2}-\x{1fe4}\x{1fe6}-\x{1fe7}\x{1ff2}-\x{1ff4}\x{1ff6}-\x{1ff7}\x{1ffc}\x{2c5f}\x{a7c1}\x{a7d1}\x{a7d7}\x{a7d9}\x{fb00}-\x{fb06}\x{fb13}-\x{fb17}\x{10597}-\x{105bc}]') THEN error('A text has letters that Spark’s upper changes in a way of its own. Run the step with Spark.') ELSE upper(value) END;

-- [out] Out \u{202e}\u{0}
COPY (
  WITH
  -- [planes] Planes\u{a}; DROP TABLE x; --
  planes_drop_table_x AS (
    SELECT
      one_line("Tail") AS "Tail",
      TRY_CAST(whole_text(one_line(seats)) AS INTEGER) AS seats,
      date_text(one_line(born)) AS born,
      one_line("engine""") AS "engine"""
    FROM read_csv(
      getvariable('planes_drop_table_x_files'),
      header = TRUE,
      delim = ';',
      quote = '"',
      escape = '"',
      nullstr = ['', 'N''A'],
      allow_quoted_nulls = FALSE,
      hive_partitioning = FALSE,
      all_varchar = TRUE,
      comment = '',
      skip = 0
    )
  ),
  -- [made] select
  "select" AS (
    SELECT
      "Tail",
      seats + 1 AS "SEATS",
      born,
      "engine""",
      ('it''s' || chr(10) || chr(7) || ' ''x''; --') AS note,
      plain_upper("Tail") AS "upper ""tail"""
    FROM planes_drop_table_x
  )
  SELECT "Tail", "SEATS", born, "engine""", note, "upper ""tail"""
  FROM "select"
) TO ('s3://results/out/part-' || CAST(uuid() AS VARCHAR) || '.csv') (FORMAT csv, HEADER TRUE, DELIMITER ',', QUOTE '"', ESCAPE '"');
