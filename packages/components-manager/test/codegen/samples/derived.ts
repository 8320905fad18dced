import {
  col,
  fn,
  int,
  param,
  read,
  step,
  text,
  writeS3,
  type Sample
} from '../build.js';

/** Projections that keep the other columns of their input. */
export const DERIVED_SAMPLES: Record<string, Sample> = {
  // A name that is there replaces its column; what nothing uses is not read.
  derived_columns: {
    optimize: true,
    titles: { flights: 'Flights', made: 'Speeds', one: 'One more' },
    parameters: { factor: { type: 'number', default: 1.5 } },
    operations: [
      read('flights'),
      step('project', 'made', ['flights'], {
        keepOthers: true,
        items: [
          { name: 'Carrier', expression: fn('upper', col('carrier')) },
          {
            name: 'odd.name "',
            expression: {
              kind: 'sql',
              text: ['distance * ', { parameter: 'factor' }],
              columns: ['distance'],
              type: { kind: 'double' }
            }
          },
          {
            name: 'hours',
            expression: {
              kind: 'cast',
              operand: fn('divide', col('dep_delay'), int(60)),
              type: { kind: 'decimal', precision: 10, scale: 2 }
            }
          }
        ]
      }),
      step('project', 'one', ['made'], {
        keepOthers: true,
        items: [
          {
            name: 'late',
            expression: fn('eq', col('odd.name "'), param('factor'))
          },
          { name: 'where', expression: fn('concat', col('dest'), text('!')) }
        ]
      }),
      step('aggregate', 'sums', ['one'], {
        keys: ['carrier', 'where'],
        aggregates: [
          { function: 'sum', column: 'hours', name: 'hours' },
          { function: 'count', column: 'late', name: 'late' }
        ]
      }),
      writeS3('out', 'sums')
    ]
  }
};
