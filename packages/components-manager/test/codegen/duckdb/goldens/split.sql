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

-- [flights] Flights
CREATE OR REPLACE TEMP TABLE flights AS
SELECT
  CAST(carrier AS VARCHAR) AS carrier,
  CAST(dep_delay AS DOUBLE) AS dep_delay,
  CAST(distance AS DOUBLE) AS distance
FROM read_parquet(
  getvariable('flights_files'),
  union_by_name = TRUE,
  hive_partitioning = TRUE,
  hive_types_autocast = FALSE
);

-- [w1] w1
COPY (
  WITH
  -- [parts] Parts
  parts AS (
    SELECT carrier
    FROM flights
  )
  SELECT carrier
  FROM parts
) TO ('s3://results/w1/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);

-- [w2] w2
COPY (
  WITH
  -- [parts] Parts
  parts_others AS (
    SELECT distance
    FROM flights
  )
  SELECT distance
  FROM parts_others
) TO ('s3://results/w2/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);
