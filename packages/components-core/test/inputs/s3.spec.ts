import { isDynamicRead } from '@glueflow/components-manager/codegen/glue/dynamic.js';
import { s3Input } from '../../src/inputs/s3.js';
import {
  columns,
  configure,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const at = (rest: object = {}): object => ({
  paths: ['s3://bucket/folder/'],
  ...rest
});

describe('s3Input', () => {
  it('has the options of its format and no others', () => {
    expect(configure(s3Input, at({ format: 'csv' }))).toMatchObject({
      header: true,
      sep: ',',
      quote: '"',
      multiLine: false
    });
    expect(configure(s3Input, at())).not.toHaveProperty('header');
    expect(misfits(s3Input, at({ format: 'json', header: true }))).toEqual([
      'unknown-field /header'
    ]);
    expect(misfits(s3Input, at({ format: 'csv', header: 'yes' }))).toEqual([
      'wrong-type /header'
    ]);
  });

  it('names its place on its card', () => {
    expect(
      s3Input.summary(
        configure(s3Input, {
          paths: ['s3://bkt/x/', 's3://bkt/y/'],
          format: 'json'
        })
      )
    ).toBe('s3://bkt/x/ and 1 more, JSON');
    expect(s3Input.summary(configure(s3Input, {}))).toBe(', Parquet');
  });

  describe('#schema()', () => {
    it('is what is declared, or what a sample showed, or not known', () => {
      const declared = {
        columns: [
          { name: 'a', type: 'decimal(10,2)' },
          { name: 'month', type: 'int', partition: true }
        ]
      };
      expect(
        show(infer(s3Input, at(declared), { sample: 'z int' }).schema)
      ).toBe('a decimal(10,2), month* int');
      expect(show(infer(s3Input, at(), { sample: 'z int' }).schema)).toBe(
        'z int'
      );
      expect(infer(s3Input, at())).toEqual({ schema: undefined, problems: [] });
    });

    it.each<[object, string[]]>([
      [{}, ['missing-path /paths']],
      [
        { paths: ['', 'x', 's3://B!/a'] },
        ['missing-path /paths/0', 'bad-path /paths/1', 'bad-path /paths/2']
      ],
      [{ paths: ['s3a://bucket/x'] }, ['bad-path /paths/0']],
      [
        at({ columns: [{ name: 'a', type: 'strng' }] }),
        ['bad-type /columns/0/type']
      ],
      [
        at({ columns: [{ name: '', type: '' }] }),
        ['missing-column /columns/0/name', 'missing-type /columns/0/type']
      ],
      [
        at({
          columns: [
            { name: 'a', type: 'int' },
            { name: 'A', type: 'int' }
          ]
        }),
        ['duplicate-column /columns/1/name']
      ],
      [at({ inconsistentTypes: true }), ['missing-columns /columns']],
      [
        at({ bookmark: true, readMode: 'dataFrame' }),
        ['read-mode-conflict /readMode']
      ],
      [
        at({ exclusions: ['**.tmp'], readMode: 'dataFrame' }),
        ['read-mode-conflict /exclusions']
      ],
      [at({ groupSize: 10 }), ['grouping-unsupported? /groupSize']],
      [
        at({
          format: 'csv',
          bookmark: true,
          nullValue: 'NA',
          dateFormat: 'dd'
        }),
        ['option-unsupported /nullValue', 'option-unsupported /dateFormat']
      ],
      [
        at({ format: 'json', exclusions: ['x'], encoding: 'latin1' }),
        ['option-unsupported /encoding']
      ]
    ])('finds what is wrong with %j', (config, expected) => {
      expect(problems(s3Input, config)).toEqual(expected);
    });

    it.each<[object, string[]]>([
      [{ malformed: 'drop', columns: [{ name: 'a', type: 'int' }] }, []],
      [{ malformed: 'drop' }, ['malformed-unsupported /malformed']],
      [
        {
          malformed: 'fail',
          bookmark: true,
          columns: [{ name: 'a', type: 'int' }]
        },
        ['malformed-unsupported /malformed']
      ]
    ])('of malformed lines of CSV: %j', (config, expected) => {
      expect(problems(s3Input, at({ format: 'csv', ...config }))).toEqual(
        expected
      );
    });

    it('takes a path from a parameter', () => {
      const parameters = { p: { type: 'string' as const } };
      expect(
        problems(
          s3Input,
          { paths: [{ $parameter: 'p' }, 's3://bucket-${p}/x/'] },
          { parameters }
        )
      ).toEqual([]);
    });
  });

  it('lowers to one read', () => {
    expect(
      lower(
        s3Input,
        at({
          connection: 'dev',
          format: 'csv',
          sep: { $parameter: 'sep' },
          quote: '',
          escape: '',
          columns: [{ name: 'a', type: 'int' }],
          recursive: false
        }),
        { parameters: { sep: { type: 'string' } } }
      )
    ).toEqual([
      {
        op: 'read',
        id: 'n',
        nodeId: 'n',
        inputs: [],
        schema: columns('a int'),
        source: {
          kind: 's3',
          connection: 'dev',
          paths: [['s3://bucket/folder/']],
          format: 'csv',
          formatOptions: {
            header: true,
            sep: [{ parameter: 'sep' }],
            quote: []
          },
          recursive: false,
          exclusions: [],
          columns: columns('a int')
        }
      }
    ]);
  });

  it('reads through a DynamicFrame to leave objects out', () => {
    const [read] = lower(s3Input, at({ exclusions: ['**.${x}', ''] }), {
      parameters: { x: { type: 'string' } }
    });
    expect(read).toMatchObject({
      source: { exclusions: [['**.', { parameter: 'x' }]] }
    });
    expect(read.op === 'read' && isDynamicRead(read)).toBe(true);
  });

  // Apache Hadoop, FileSystem.globStatus
  describe('paths that look like patterns', () => {
    const odd = ['s3://bucket/{x}/', 's3://bucket/[x]/'];
    it.each([
      [{ paths: odd }, []],
      [{ paths: ['s3://bucket/x*/'] }, ['path-pattern? /paths/0']],
      [{ paths: ['s3://bucket/x*/'], patterns: true }, []],
      [
        { paths: ['s3://bucket/x*/'], patterns: true, bookmark: true },
        ['read-mode-conflict /patterns']
      ],
      [
        { paths: ['s3://bucket/x*/'], patterns: true, exclusions: ['**.tmp'] },
        ['read-mode-conflict /patterns']
      ]
    ])('%j: %j', (config, expected) => {
      expect(problems(s3Input, { format: 'parquet', ...config })).toEqual(
        expected
      );
    });
  });
});
