import {
  col,
  filter,
  fn,
  int,
  read,
  text,
  writeCatalog,
  type Sample
} from './build.js';

/** Plans whose scripts are kept as goldens, by the golden's name. */
export const SAMPLES: Record<string, Sample> = {
  slice: {
    titles: {
      flights: 'Flights',
      jfk: 'From JFK, first quarter',
      out: 'JFK flights'
    },
    operations: [
      read('flights'),
      filter(
        'jfk',
        'flights',
        fn(
          'and',
          fn('eq', col('origin'), text('JFK')),
          fn('le', col('month'), int(3))
        )
      ),
      writeCatalog('out', 'jfk', {
        mode: 'overwrite',
        partitionKeys: ['month']
      })
    ]
  }
};
