import { lakefsInput } from '../../src/inputs/lakefs.js';
import { configure, infer, lower, problems, show } from '../context.js';

const from = (rest: object = {}): object => ({
  repository: 'flights',
  path: '2013/',
  ...rest
});

describe('lakefsInput', () => {
  it('reads main as Parquet by default', () => {
    const config = configure(lakefsInput, from());
    expect(config).toEqual({
      repository: 'flights',
      reference: 'main',
      path: '2013/',
      format: 'parquet',
      columns: [],
      recursive: true
    });
    expect(lakefsInput.summary(config)).toBe(
      'lakefs://flights/main/2013/, Parquet'
    );
  });

  it.each<[object, string[]]>([
    [{}, ['missing-repository /repository']],
    [{ repository: 'No_Such' }, ['bad-repository /repository']],
    [{ repository: '${where}', reference: '${what}' }, []],
    [from({ reference: '' }), ['missing-reference /reference']],
    [from({ reference: 'main/2013' }), ['bad-reference /reference']],
    [from({ reference: 'v1.0~2^1' }), []],
    [from({ path: 's3://flights/2013/' }), ['bad-path /path']],
    [from({ path: '/2013/' }), ['bad-path /path']],
    [from({ path: 'a//b/' }), ['bad-path /path']],
    [from({ path: '' }), []],
    [
      from({ format: 'json', malformed: 'null' }),
      ['malformed-unsupported /malformed']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(
      problems(lakefsInput, config, {
        parameters: {
          where: { type: 'string' },
          what: { type: 'string' }
        }
      })
    ).toEqual(expected);
  });

  it('has the declared columns', () => {
    const columns = [{ name: 'month', type: 'int', partition: true }];
    expect(show(infer(lakefsInput, from({ columns })).schema)).toBe(
      'month* int'
    );
  });

  it('lowers to one read through the gateway', () => {
    expect(lower(lakefsInput, from({ reference: 'v1' }))).toMatchObject([
      {
        op: 'read',
        requires: ['glueflow/lakefs'],
        source: {
          kind: 's3',
          lakefs: {
            repository: ['flights'],
            reference: ['v1'],
            path: ['2013/']
          },
          paths: [['lakefs://', 'flights', '/', 'v1', '/', '2013/']]
        }
      }
    ]);
  });
});
