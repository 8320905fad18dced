-- Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.
-- Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).

SET "TimeZone" = 'UTC';

-- Statistics of Parquet files say nothing of NaN.

SET disabled_optimizers = 'statistics_propagation,join_filter_pushdown';

SET VARIABLE m0_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m1_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m2_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m3_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m4_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m5_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m6_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m7_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m8_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m9_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m10_files = (
  SELECT list(file ORDER BY file NULLS LAST)
  FROM (
    SELECT file
    FROM glob('s3://data/table/*/*')
    WHERE regexp_matches(substring(file, 16 + 1), '^month=[^/]*/[^/]+$')
      AND (NOT regexp_matches(substring(file, 16 + 1), '(?:^|/)(?:\.|_[^=/]*(?:/|$))'))
  ) AS files
);
SET VARIABLE m11_files = (
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
  -- [m0] m0
  m0 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m0_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m1] m1
  m1 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m1_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m2] m2
  m2 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m2_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m3] m3
  m3 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m3_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m4] m4
  m4 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m4_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m5] m5
  m5 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m5_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m6] m6
  m6 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m6_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m7] m7
  m7 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m7_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m8] m8
  m8 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m8_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m9] m9
  m9 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m9_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m10] m10
  m10 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m10_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [m11] m11
  m11 AS (
    SELECT
      CAST(carrier AS VARCHAR) AS carrier,
      CAST(origin AS VARCHAR) AS origin,
      CAST(dest AS VARCHAR) AS dest,
      CAST(dep_delay AS DOUBLE) AS dep_delay,
      CAST(distance AS DOUBLE) AS distance,
      TRY_CAST(whole_text(month) AS INTEGER) AS month
    FROM read_parquet(
      getvariable('m11_files'),
      union_by_name = TRUE,
      hive_partitioning = TRUE,
      hive_types_autocast = FALSE
    )
  ),
  -- [year] year
  year AS (
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m0
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m1
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m2
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m3
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m4
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m5
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m6
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m7
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m8
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m9
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m10
    UNION ALL
    SELECT carrier, origin, dest, dep_delay, distance, month
    FROM m11
  )
  SELECT carrier, origin, dest, dep_delay, distance, month
  FROM year
) TO ('s3://results/out/part-' || CAST(uuid() AS VARCHAR) || '.snappy.parquet') (FORMAT parquet, COMPRESSION snappy);
