import { read, step, writeCatalog, writeS3, type Sample } from '../build.js';

/** Writes: sinks only append, files younger than seven days survive a purge, and so on. */
export const WRITE_SAMPLES: Record<string, Sample> = {
  catalog_outputs: {
    titles: { flights: 'Flights', table: 'Into a table', csv: 'CSV table' },
    parameters: {
      place: { type: 'string' },
      files: { type: 'integer', default: 4 }
    },
    operations: [
      read('flights'),
      // Parquet: the Glue writer, compression with the format; the keys in the table's order.
      writeCatalog(
        'parquet',
        'flights',
        {
          partitionKeys: ['month', 'carrier'],
          compression: 'gzip',
          files: 2
        },
        {
          table: ['parquet'],
          path: ['s3://results/parquet'],
          updateBehavior: 'LOG'
        }
      ),
      // Text: compression belongs to the connection; a path that a parameter ends gets its slash.
      writeCatalog(
        'csv',
        'flights',
        {
          format: 'csv',
          mode: 'overwrite',
          formatOptions: { header: true, sep: ['|'], quote: ['"'] },
          compression: 'gzip',
          files: { parameter: 'files' }
        },
        {
          table: ['csv'],
          path: ['s3://results/', { parameter: 'place' }],
          catalogId: ['123456789012']
        }
      ),
      // No path: the table's own place.
      writeCatalog(
        'table',
        'flights',
        {
          mode: 'overwrite',
          partitionKeys: ['month'],
          files: 1
        },
        { table: ['own'], path: undefined }
      ),
      // Left as it is in the catalog.
      writeCatalog(
        'quiet',
        'flights',
        { format: 'json' },
        {
          table: ['quiet'],
          path: ['s3://results/quiet/'],
          updateCatalog: false
        }
      ),
      writeCatalog(
        'avro',
        'flights',
        { format: 'avro', compression: 'none' },
        { table: ['avro'], path: undefined, location: 's3://results/avro/' }
      )
    ]
  },

  s3_outputs: {
    titles: { flights: 'Flights', sorted: 'Sorted' },
    parameters: { day: { type: 'date', default: '2013-01-01' } },
    operations: [
      read('flights'),
      step('sort', 'sorted', ['flights'], {
        by: [{ column: 'carrier', direction: 'ascending' }]
      }),
      writeS3('csv', 'sorted', {
        format: 'csv',
        formatOptions: { header: true, sep: ['\t'] },
        compression: 'gzip',
        mode: 'overwrite',
        files: 3
      }),
      writeS3('json', 'flights', {
        format: 'json',
        sink: { kind: 's3', path: ['s3://results/', { parameter: 'day' }, '/'] }
      }),
      writeS3('parquet', 'flights', {
        partitionKeys: ['month'],
        compression: 'snappy',
        mode: 'overwrite',
        files: 1
      }),
      writeS3('orc', 'flights', { format: 'orc', compression: 'none' }),
      writeS3('avro', 'flights', {
        format: 'avro',
        mode: 'overwrite',
        partitionKeys: ['month']
      })
    ]
  }
};
