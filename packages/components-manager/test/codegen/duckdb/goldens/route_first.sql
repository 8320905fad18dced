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
  -- [by_delay] By delay
  by_delay_late AS (
    SELECT *
    FROM flights
    WHERE dep_delay > 15e0
  ),
  -- [late] Late ones
  late_ones AS (
    SELECT *
    FROM by_delay_late
    WHERE carrier IS NOT NULL
  )
  SELECT carrier, dep_delay, distance
  FROM late_ones
) TO ('s3://results/w1/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);

-- [w2] w2
COPY (
  WITH
  -- [by_delay] By delay
  by_delay_default AS (
    SELECT *
    FROM flights
    WHERE ((dep_delay > 15e0) IS NOT TRUE) AND ((distance > 1000e0) IS NOT TRUE)
  )
  SELECT carrier, dep_delay, distance
  FROM by_delay_default
) TO ('s3://results/w2/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);

WITH
-- [by_delay] By delay
by_delay_far AS (
  SELECT *
  FROM flights
  WHERE ((dep_delay > 15e0) IS NOT TRUE) AND (distance > 1000e0)
)
SELECT *
FROM by_delay_far;
