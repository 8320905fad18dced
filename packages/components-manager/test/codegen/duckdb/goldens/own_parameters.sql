-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

-- Statistics of Parquet files say nothing of NaN.

SET disabled_optimizers = 'statistics_propagation,join_filter_pushdown';

SET VARIABLE origin = error('Give the parameter origin a value here.'); -- Where\u{a}from
SET VARIABLE least = 15e0;
SET VARIABLE day = DATE '2013-01-31';
SET VARIABLE most = CAST(5 AS BIGINT);
SET VARIABLE flights_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob((rtrim('s3://data/' || CAST(getvariable('origin') AS VARCHAR) || '/x', '/') || '/') || '*')
    WHERE regexp_matches(substring(file, length(rtrim('s3://data/' || CAST(getvariable('origin') AS VARCHAR) || '/x', '/') || '/') + 1), '[^/]$')
      AND (NOT regexp_matches(substring(file, length(rtrim('s3://data/' || CAST(getvariable('origin') AS VARCHAR) || '/x', '/') || '/') + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);

-- [out] out
-- Adds files to the folder. “glueflow run --engine duckdb” then removes those that were there before; a query can’t.
COPY (
  WITH
  -- [flights] flights
  flights AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(flown AS DATE) AS flown
    FROM read_parquet(getvariable('flights_files'), union_by_name = TRUE, hive_partitioning = FALSE)
  ),
  -- [late] late
  late AS (
    SELECT *
    FROM flights
    WHERE (dep_delay >= CAST(getvariable('least') AS DOUBLE))
      AND (flown <> CAST(getvariable('day') AS DATE))
      AND (carrier <> 'AA')
  ),
  -- [few] few
  few AS (
    SELECT *
    FROM late
    LIMIT CAST(getvariable('most') AS BIGINT)
  )
  SELECT nullif(carrier, '') AS carrier, dep_delay, flown
  FROM few
) TO 's3://results/out' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (carrier), FILENAME_PATTERN 'part-{uuid}', FILE_EXTENSION 'snappy.parquet', APPEND TRUE);
