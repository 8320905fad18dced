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

WITH
-- [flights] flights
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
),
-- [ranked] ranked
ranked AS (
  SELECT
    carrier,
    origin,
    dest,
    dep_delay,
    distance,
    month,
    CAST(row_number() OVER (PARTITION BY carrier ORDER BY dep_delay DESC NULLS LAST) AS INTEGER) AS place,
    lag(dest, 1) OVER (PARTITION BY carrier ORDER BY dep_delay DESC NULLS LAST) AS before,
    avg(CAST(distance AS DOUBLE)) OVER (PARTITION BY carrier ORDER BY dep_delay DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean,
    count(*) OVER (PARTITION BY carrier ORDER BY dep_delay DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS rows,
    first_value(dest IGNORE NULLS) OVER (PARTITION BY carrier ORDER BY dep_delay DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS first_dest
  FROM flights
  QUALIFY (row_number() OVER (PARTITION BY carrier ORDER BY dep_delay DESC NULLS LAST)) <= 3
),
-- [sorted] sorted
sorted AS (
  SELECT *
  FROM ranked
  ORDER BY place NULLS LAST
),
-- [few] few
few AS (
  SELECT *
  FROM sorted
  ORDER BY place NULLS LAST
  LIMIT 10
)
SELECT *
FROM few
ORDER BY place NULLS LAST;
