import type { AssumedRole } from '../../../src/plan/operation.js';
import { read, readS3, writeS3, type Sample } from '../build.js';

export const ROLE: AssumedRole = {
  arn: 'arn:aws:iam::123456789012:role/reader',
  sessionName: 'nightly'
};
export const PARTNER: AssumedRole = {
  arn: 'arn:aws:iam::210987654321:role/partner',
  externalId: 'glueflow-7'
};

/** Roles of connections, for the buckets of reads and writes. */
export const ROLE_SAMPLES: Record<string, Sample> = {
  roles: {
    titles: { flights: 'Flights', weather: 'Weather', day: 'Day' },
    parameters: {
      database: { type: 'string', default: 'nycflights' },
      place: { type: 'string' }
    },
    operations: [
      // The bucket of a location that is known, of a path, of what a parameter says, of a table that nobody described.
      read('flights', {}, { role: ROLE, location: 's3://lake/flights/' }),
      readS3('day', {
        role: ROLE,
        paths: [
          ['s3://lake/days/', { parameter: 'place' }],
          ['s3://', { parameter: 'place' }, '/days/'],
          [{ parameter: 'place' }]
        ]
      }),
      read(
        'weather',
        {},
        {
          role: ROLE,
          database: [{ parameter: 'database' }],
          table: ['weather'],
          catalogId: ['123456789012']
        }
      ),
      writeS3('out', 'flights', {
        sink: { kind: 's3', role: ROLE, path: ['s3://results/out/'] }
      })
    ]
  },

  roles_external_id: {
    titles: { planes: 'Planes', flights: 'Flights', out: 'Out' },
    operations: [
      readS3('planes', { role: PARTNER, paths: [['s3://partner/planes/']] }),
      // A bucket without a role stays the job's own.
      read('flights', {}, { location: 's3://lake/flights/' }),
      writeS3('out', 'planes', {
        sink: { kind: 's3', role: PARTNER, path: ['s3://partner/out/'] },
        mode: 'overwrite'
      })
    ]
  }
};
