-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

-- Statistics of Parquet files say nothing of NaN.

SET disabled_optimizers = 'statistics_propagation,join_filter_pushdown';

SET VARIABLE lists_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/planes/*')
    WHERE regexp_matches(substring(file, 17 + 1), '[^/]$')
      AND (NOT regexp_matches(substring(file, 17 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);

-- [lists] lists
CREATE OR REPLACE TEMP TABLE lists AS
SELECT
  CAST(id AS INTEGER) AS id,
  CAST(a AS DOUBLE) AS a,
  CAST(b AS DOUBLE) AS b,
  CAST(tags AS VARCHAR[]) AS tags
FROM read_parquet(getvariable('lists_files'), union_by_name = TRUE, hive_partitioning = FALSE);

WITH
-- [tags] tags
tags AS (
  SELECT
    id,
    a,
    b,
    CAST(unnest(CASE WHEN len(tags) > 0 THEN range(len(tags)) ELSE [NULL] END) AS INTEGER) AS place,
    unnest(CASE WHEN len(tags) > 0 THEN tags ELSE [NULL] END) AS tag
  FROM lists
)
SELECT *
FROM tags;

WITH
-- [long] long
long AS (
  SELECT *
  FROM (
    SELECT id, unnest(['a', 'b']) AS name, unnest([a, b]) AS value
    FROM lists
  ) AS unpivoted
  WHERE value IS NOT NULL
),
-- [wide] wide
wide AS (
  SELECT
    id,
    CAST(sum(value) FILTER (WHERE name = 'a') AS DOUBLE) AS a_total,
    first(value) FILTER (WHERE (name = 'a') AND (value IS NOT NULL)) AS a_any,
    CAST(sum(value) FILTER (WHERE name IS NULL) AS DOUBLE) AS none_total,
    first(value) FILTER (WHERE (name IS NULL) AND (value IS NOT NULL)) AS none_any
  FROM long
  GROUP BY id
),
-- [filled] filled
filled AS (
  SELECT
    id,
    coalesce(a_total, 0e0) AS a_total,
    a_any,
    coalesce(none_total, avg(none_total) OVER ()) AS none_total,
    none_any
  FROM wide
),
-- [cast] cast
"cast" AS (
  SELECT CAST(id AS BIGINT) AS id, a_total / nullif(none_total, 0) AS share
  FROM filled
)
SELECT *
FROM "cast";
