-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

-- Statistics of Parquet files say nothing of NaN.

SET disabled_optimizers = 'statistics_propagation,join_filter_pushdown';

SET VARIABLE first = error('Give the parameter first a value here.');
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

-- [out] out
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
    WHERE (TRY_CAST(whole_text(month) AS INTEGER) >= CAST(getvariable('first') AS BIGINT))
      AND (TRY_CAST(whole_text(month) AS INTEGER) >= CAST(getvariable('first') AS BIGINT))
  )
  SELECT carrier, origin, dest, dep_delay, distance, month
  FROM flights
) TO ('s3://results/out/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);
