-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

-- Statistics of Parquet files say nothing of NaN.

SET disabled_optimizers = 'statistics_propagation,join_filter_pushdown';

SET VARIABLE flights_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);

-- The whole number in a text, as Spark casts it: digits after a point are dropped, and null is what is no number.
CREATE OR REPLACE TEMP MACRO whole_text(value) AS
  regexp_replace(nullif(regexp_extract(value, '^[\x00-\x20]*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]*))[\x00-\x20]*$', 1), ''), '^([+-]?)([0-9]*).*$', '\10\2');

-- [out] JFK flights
-- Adds files to the folder. “glueflow run --engine duckdb” then removes those that were there before; a query can’t.
COPY (
  WITH
  -- [flights] Flights
  flights AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('flights_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
    WHERE TRY_CAST(whole_text(month) AS INTEGER) <= 3
  ),
  -- [jfk] From JFK, first quarter
  from_jfk_first_quarter AS (
    SELECT *
    FROM flights
    WHERE origin = 'JFK'
  )
  SELECT carrier, origin, dest, dep_delay, distance, CAST(month AS VARCHAR) AS month
  FROM from_jfk_first_quarter
) TO 's3://results/result' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (month), FILENAME_PATTERN 'part-{uuid}', FILE_EXTENSION 'snappy.parquet', APPEND TRUE);
