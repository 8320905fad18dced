import { definer } from './entry.js';
import {
  BIGINT,
  BINARY,
  BOOLEAN,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  SMALLINT,
  STRING,
  TIMESTAMP,
  TINYINT,
  UNKNOWN
} from './rules.js';

const define = definer('scalar');

/** Casts. Source: Spark 3.5, "Built-in Functions". */
export const CAST_FUNCTIONS = [
  define('bigint(value)', BIGINT, 'Cast to bigint.'),
  define('binary(value)', BINARY, 'Cast to binary.'),
  define('boolean(value)', BOOLEAN, 'Cast to boolean.'),
  define('date(value)', DATE, 'Cast to date.'),
  define('decimal(value)', UNKNOWN, 'Cast to decimal(10, 0).'),
  define('double(value)', DOUBLE, 'Cast to double.'),
  define('float(value)', FLOAT, 'Cast to float.'),
  define('int(value)', INT, 'Cast to int.'),
  define('smallint(value)', SMALLINT, 'Cast to smallint.'),
  define('string(value)', STRING, 'Cast to string.'),
  define('timestamp(value)', TIMESTAMP, 'Cast to timestamp.'),
  define('tinyint(value)', TINYINT, 'Cast to tinyint.')
];
