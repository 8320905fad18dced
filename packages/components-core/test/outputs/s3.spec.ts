import { s3Output } from '../../src/outputs/s3.js';
import {
  columns,
  configure,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const inputs = { in: 'month int, origin string' };
const to = (rest: object = {}): object => ({
  path: 's3://bucket/out/',
  ...rest
});

describe('s3Output', () => {
  it('fills defaults in and needs a path', () => {
    expect(configure(s3Output, to())).toEqual({
      path: 's3://bucket/out/',
      format: 'parquet',
      mode: 'append',
      partitionKeys: []
    });
    expect(misfits(s3Output, { files: 0 })).toEqual([
      'missing-field /path',
      'out-of-range /files'
    ]);
  });

  it('names place, format and mode on its card', () => {
    expect(s3Output.summary(configure(s3Output, to({ format: 'orc' })))).toBe(
      'appends to s3://bucket/out/, ORC'
    );
  });

  it('passes the columns on', () => {
    expect(show(infer(s3Output, to(), { inputs }).schema)).toBe(inputs.in);
  });

  it.each<[object, string[]]>([
    [{ path: ' ' }, ['missing-path /path']],
    [{ path: 's3://' }, ['bad-path /path']],
    [{ path: 's3://bucket', mode: 'overwrite' }, ['overwrites-bucket /path']],
    [{ path: 's3://bucket/lo//in/' }, ['bad-path /path']],
    [{ path: 's3://bucket/lo/./in/' }, ['bad-path /path']],
    [{ path: 's3://bucket/lo/x/../in/' }, ['bad-path /path']],
    [{ path: 's3://bucket/.a/b..c/' }, []],
    [to({ partitionKeys: ['mon'] }), ['unknown-column /partitionKeys/0']],
    [
      to({ format: 'orc', compression: 'gzip' }),
      ['bad-compression /compression']
    ],
    [to({ format: 'orc', compression: 'zlib', mode: 'overwrite' }), []]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(s3Output, config, { inputs })).toEqual(expected);
  });

  it('lowers to one write', () => {
    expect(
      lower(
        s3Output,
        to({ format: 'csv', sep: ';', partitionKeys: ['month'], files: 2 }),
        { inputs }
      )
    ).toEqual([
      {
        op: 'write',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: columns(inputs.in),
        sink: { kind: 's3', path: ['s3://bucket/out/'] },
        format: 'csv',
        formatOptions: { header: true, sep: [';'] },
        partitionKeys: ['month'],
        mode: 'append',
        files: 2
      }
    ]);
  });
});
