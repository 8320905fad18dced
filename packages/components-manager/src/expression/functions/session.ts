import { definer } from './entry.js';
import { BIGINT, DOUBLE, INT, STRING } from './rules.js';

const define = definer('scalar');

/** Session and chance. Source: Spark 3.5, "Built-in Functions". */
export const SESSION_FUNCTIONS = [
  define('current_catalog()', STRING, 'Return the current catalog.', {
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  }),
  define('current_database()', STRING, 'Return the current database.', {
    aliases: ['current_schema'],
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  }),
  define('current_user()', STRING, 'Return the user of the session.', {
    aliases: ['user', 'session_user'],
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  }),
  define(
    'input_file_block_length()',
    BIGINT,
    'Return the length of the block that a row is from.',
    { determinism: 'volatile', pyspark: '', since: '3.5' }
  ),
  define(
    'input_file_block_start()',
    BIGINT,
    'Return where the block begins that a row is from.',
    { determinism: 'volatile', pyspark: '', since: '3.5' }
  ),
  define('input_file_name()', STRING, 'Return the file that a row is from.', {
    determinism: 'volatile',
    pyspark: ''
  }),
  define('java_method(class, method, ...)', STRING, 'Call a method of Java.', {
    aliases: ['reflect'],
    determinism: 'volatile',
    harmless: false
  }),
  define('monotonically_increasing_id()', BIGINT, 'Number rows, with gaps.', {
    determinism: 'volatile',
    pyspark: ''
  }),
  define('rand([seed])', DOUBLE, 'Return a random number from 0 to 1.', {
    aliases: ['random'],
    determinism: 'volatile',
    pyspark: 'p'
  }),
  define(
    'randn([seed])',
    DOUBLE,
    'Return a random number of the normal distribution.',
    { determinism: 'volatile', pyspark: 'p' }
  ),
  define(
    'spark_partition_id()',
    INT,
    'Return the partition that a row is in.',
    { determinism: 'volatile', pyspark: '' }
  ),
  define(
    'try_reflect(class, method, ...)',
    STRING,
    'Call a method of Java; null where that fails (Spark 4).',
    { determinism: 'volatile', harmless: false }
  ),
  define('uuid([seed])', STRING, 'Return a random identifier.', {
    determinism: 'volatile'
  }),
  define('version()', STRING, 'Return the version of Spark.', {
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  })
];
