import { definer } from './entry.js';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  FLOAT,
  INT,
  SMALLINT,
  STRING,
  STRINGS,
  UNKNOWN
} from './rules.js';

const define = definer('scalar');

/** JSON, CSV and XML. Source: Spark 3.5, "Built-in Functions". */
export const FORMAT_FUNCTIONS = [
  define('from_csv(text, schema[, options])', UNKNOWN, 'Read a line of CSV.'),
  define('from_json(text, schema[, options])', UNKNOWN, 'Read JSON.'),
  define(
    'get_json_object(text, path)',
    STRING,
    'Return a part of JSON by its path.',
    { pyspark: 'c p' }
  ),
  define(
    'json_array_length(text)',
    INT,
    'Count the elements of a JSON array.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'json_object_keys(text)',
    STRINGS,
    'Return the keys of a JSON object.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'schema_of_csv(text[, options])',
    STRING,
    'Return the schema of a line of CSV.'
  ),
  define(
    'schema_of_json(text[, options])',
    STRING,
    'Return the schema of JSON.'
  ),
  define('to_csv(struct[, options])', STRING, 'Write a line of CSV.', {
    pyspark: 'c p'
  }),
  define('to_json(value[, options])', STRING, 'Write JSON.', {
    pyspark: 'c p'
  }),
  define(
    'xpath(xml, path)',
    STRINGS,
    'Return the texts that a path finds in XML.',
    { harmless: false, pyspark: 'c c', since: '3.5' }
  ),
  define(
    'xpath_boolean(xml, path)',
    BOOLEAN,
    'Test whether a path finds something in XML.',
    { harmless: false, pyspark: 'c c', since: '3.5' }
  ),
  define('xpath_double(xml, path)', DOUBLE, 'Read a number by a path of XML.', {
    aliases: ['xpath_number'],
    harmless: false,
    pyspark: 'c c',
    since: '3.5'
  }),
  define('xpath_float(xml, path)', FLOAT, 'Read a number by a path of XML.', {
    harmless: false,
    pyspark: 'c c',
    since: '3.5'
  }),
  define('xpath_int(xml, path)', INT, 'Read a whole number by a path of XML.', {
    harmless: false,
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'xpath_long(xml, path)',
    BIGINT,
    'Read a whole number by a path of XML.',
    { harmless: false, pyspark: 'c c', since: '3.5' }
  ),
  define(
    'xpath_short(xml, path)',
    SMALLINT,
    'Read a whole number by a path of XML.',
    { harmless: false, pyspark: 'c c', since: '3.5' }
  ),
  define(
    'xpath_string(xml, path)',
    STRING,
    'Return the text that a path finds in XML.',
    { harmless: false, pyspark: 'c c', since: '3.5' }
  )
];
