import type { PythonImport } from '../../requirement/requirement.js';

/** What may be imported, by the name it has in the script. */
export const IMPORTS = {
  ThreadPoolExecutor: {
    module: 'concurrent.futures',
    name: 'ThreadPoolExecutor'
  },
  boto3: { module: 'boto3' },
  DataFrame: { module: 'pyspark.sql', name: 'DataFrame' },
  DynamicFrame: {
    module: 'awsglue.dynamicframe',
    name: 'DynamicFrame'
  },
  F: { module: 'pyspark.sql', name: 'functions', alias: 'F' },
  GlueContext: { module: 'awsglue.context', name: 'GlueContext' },
  Job: { module: 'awsglue.job', name: 'Job' },
  SparkConf: { module: 'pyspark.conf', name: 'SparkConf' },
  SparkContext: {
    module: 'pyspark.context',
    name: 'SparkContext'
  },
  T: { module: 'pyspark.sql', name: 'types', alias: 'T' },
  Window: { module: 'pyspark.sql', name: 'Window' },
  date: { module: 'datetime', name: 'date' },
  datetime: { module: 'datetime', name: 'datetime' },
  getResolvedOptions: {
    module: 'awsglue.utils',
    name: 'getResolvedOptions'
  },
  os: { module: 'os' },
  re: { module: 're' },
  reduce: { module: 'functools', name: 'reduce' },
  suppress: { module: 'contextlib', name: 'suppress' },
  sys: { module: 'sys' },
  unquote: { module: 'urllib.parse', name: 'unquote' },
  uuid4: { module: 'uuid', name: 'uuid4' },
  urlsplit: { module: 'urllib.parse', name: 'urlsplit' }
} satisfies Record<string, PythonImport>;

/** A name that scripts import. */
export type Imported = keyof typeof IMPORTS;
