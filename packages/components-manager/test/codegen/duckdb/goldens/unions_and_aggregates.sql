-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

-- Statistics of Parquet files say nothing of NaN.

SET disabled_optimizers = 'statistics_propagation,join_filter_pushdown';

SET VARIABLE january_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE february_files = (
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

-- [sums] Sums
CREATE OR REPLACE TEMP TABLE sums AS
WITH
-- [a] January
january AS (
  SELECT
    CAST(carrier AS VARCHAR) AS carrier,
    CAST(origin AS VARCHAR) AS origin,
    CAST(dest AS VARCHAR) AS dest,
    CAST(dep_delay AS DOUBLE) AS dep_delay,
    CAST(distance AS DOUBLE) AS distance,
    TRY_CAST(whole_text(month) AS INTEGER) AS month
  FROM read_parquet(
    getvariable('january_files'),
    union_by_name = TRUE,
    hive_partitioning = TRUE,
    hive_types_autocast = FALSE
  )
),
-- [b] February
february AS (
  SELECT
    CAST(carrier AS VARCHAR) AS carrier,
    CAST(origin AS VARCHAR) AS origin,
    CAST(dest AS VARCHAR) AS dest,
    CAST(dep_delay AS DOUBLE) AS dep_delay,
    CAST(distance AS DOUBLE) AS distance,
    TRY_CAST(whole_text(month) AS INTEGER) AS month
  FROM read_parquet(
    getvariable('february_files'),
    union_by_name = TRUE,
    hive_partitioning = TRUE,
    hive_types_autocast = FALSE
  )
),
-- [all] Both
"both" AS (
  SELECT carrier, origin, dest, dep_delay, distance, month
  FROM january
  UNION
  SELECT carrier, origin, dest, dep_delay, distance, month
  FROM february
)
SELECT
  carrier,
  origin,
  count(*) AS rows,
  count(dep_delay) AS departed,
  count(DISTINCT dest) AS destinations,
  CAST(sum(distance) AS DOUBLE) AS distance,
  first(dest) FILTER (WHERE dest IS NOT NULL) AS first,
  stddev_samp(dep_delay) AS spread,
  var_samp(dep_delay) AS variance
FROM "both"
GROUP BY carrier, origin;

-- [w1] w1
COPY (
  WITH
  -- [one] One row
  one_row AS (
    SELECT max(rows) AS most
    FROM sums
  )
  SELECT most
  FROM one_row
) TO ('s3://results/w1/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);

-- [w2] w2
COPY (
  WITH
  -- [keys] Keys
  keys AS (
    SELECT carrier
    FROM sums
    GROUP BY carrier
  )
  SELECT carrier
  FROM keys
) TO ('s3://results/w2/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);
