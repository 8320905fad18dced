import fc from 'fast-check';
import {
  compareSchemas,
  type ComparedField,
  type SchemaChange
} from '../../src/types/compare.js';
import { readNativeType } from '../../src/types/grammar.js';
import type { DataType } from '../../src/types/type.js';
import { anyNativeType } from './any.js';

/** Columns of `name:type` in the grammar of structs. */
function columns(text: string): ComparedField[] {
  const { type } = readNativeType(`struct<${text}>`);
  return type.kind === 'struct' ? type.fields : [];
}

const brief = ({ kind, path, readers, writers }: SchemaChange): string =>
  `${kind} ${path} ${readers}/${writers}`;

describe('compareSchemas', () => {
  it.each([
    ['a:int', 'a:int,b:int', ['added b safe/safe']],
    ['a:int', 'a:int,b:int NOT NULL', ['added b safe/breaking']],
    ['a:int,b:string', 'a:int', ['removed b breaking/breaking']],
    ['a:int', 'a:bigint', ['widened a safe/safe']],
    ['a:bigint', 'a:int', ['narrowed a breaking/breaking']],
    ['a:int', 'a:string', ['changed a breaking/breaking']],
    ['a:int', 'a:geometry', ['changed a breaking/breaking']],
    ['a:float', 'a:double', ['widened a safe/safe']],
    ['a:bigint', 'a:double', ['changed a breaking/breaking']],
    ['a:bigint', 'a:decimal(19,0)', ['widened a safe/safe']],
    ['a:decimal(10,2)', 'a:decimal(12,2)', ['widened a safe/safe']],
    ['a:decimal(10,2)', 'a:decimal(10,3)', ['changed a breaking/breaking']],
    ['a:varchar(3)', 'a:string', ['widened a safe/safe']],
    ['a:string', 'a:varchar(3)', ['narrowed a breaking/breaking']],
    ['a:int NOT NULL', 'a:int', ['nullability a breaking/safe']],
    ['a:int', "a:int comment 'x'", ['comment a safe/safe']],
    ['a:INT', 'a:integer', []],
    [
      'a:array<struct<b:int>>',
      'a:array<struct<b:bigint,c:int>>',
      ['widened a.element.b safe/safe', 'added a.element.c safe/safe']
    ],
    [
      'a:map<string,struct<b:int>>',
      'a:map<string,struct<>>',
      ['removed a.value.b breaking/breaking']
    ],
    ['a:uniontype<int>', 'a:uniontype<int,string>', ['widened a safe/safe']],
    [
      'a:timestamp',
      'a:timestamp with local time zone',
      ['changed a breaking/breaking']
    ],
    [
      'a:int,b:string,c:date',
      'c:date,a:int,b:string',
      ['reordered c safe/safe']
    ],
    [
      'a:struct<x:int,y:string>',
      'a:struct<y:string,x:int>',
      ['reordered a.y safe/safe']
    ],
    ['Id:int', 'id:int', ['renamed id safe/safe']]
  ])('of %s with %s', (before, after, changes) => {
    expect(compareSchemas(columns(before), columns(after)).map(brief)).toEqual(
      changes
    );
  });

  it.each([
    [
      'like name and position',
      'cust_id:int,n:int',
      'customerId:int,n:int',
      undefined
    ],
    [
      'like name and position',
      'customer_id:int,n:int',
      'customerId:int,n:int',
      ['name', 'position']
    ],
    [
      'the same comment',
      "a:int,b:string comment 'Town'",
      "a:int,x:date,city:string comment 'Town'",
      ['comment']
    ],
    ['position alone', 'a:int', 'b:int', undefined],
    ['another type', 'amount:int', 'amounts:string', undefined],
    [
      'two candidates',
      "a:int comment 'N'",
      "z:date,x:int comment 'N',y:int comment 'N'",
      undefined
    ]
  ])('takes a rename by evidence: %s', (_, before, after, evidence) => {
    const changes = compareSchemas(columns(before), columns(after));
    expect(changes.find(({ kind }) => kind === 'renamed')?.evidence).toEqual(
      evidence
    );
    expect(changes.some(({ kind }) => kind === 'removed')).toBe(
      evidence === undefined
    );
  });

  it('follows ids, also where a name was given to another column', () => {
    const int: DataType = { kind: 'int' };
    expect(
      compareSchemas(
        [
          { name: 'a', type: int, id: '1' },
          { name: 'b', type: int, id: '2' }
        ],
        [
          { name: 'b', type: int, id: '1' },
          { name: 'c', type: int, id: '3' }
        ]
      ).map(brief)
    ).toEqual([
      'renamed b breaking/breaking',
      'added c safe/safe',
      'removed b breaking/breaking'
    ]);
  });

  // https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
  it('judges files that are read by position', () => {
    const judge = (before: string, after: string): string[] =>
      compareSchemas(columns(before), columns(after), {
        files: 'position'
      }).map(brief);
    expect(judge('a:int,b:string', 'a:int,x:date,b:string')).toEqual([
      'added x breaking/breaking'
    ]);
    expect(judge('a:int', 'a:int,x:date')).toEqual(['added x safe/safe']);
    expect(judge('a:int,b:string', 'b:string,a:int')).toEqual([
      'reordered b breaking/breaking'
    ]);
  });

  it('tells a column that became a partition key', () => {
    const [a] = columns('a:int');
    expect(compareSchemas([a], [{ ...a, partition: true }]).map(brief)).toEqual(
      ['partition a breaking/breaking']
    );
  });

  const anyColumns = fc.uniqueArray(
    fc.record({ name: fc.string({ minLength: 1 }), type: anyNativeType }),
    { selector: ({ name }) => name.toLowerCase(), maxLength: 8 }
  );

  it('finds nothing between a schema and itself', () => {
    fc.assert(
      fc.property(anyColumns, schema => {
        expect(compareSchemas(schema, schema)).toEqual([]);
      })
    );
  });

  it('finds moves only after a shuffle, and the fewest', () => {
    fc.assert(
      fc.property(
        anyColumns.chain(schema =>
          fc.tuple(
            fc.constant(schema),
            fc.shuffledSubarray(schema, { minLength: schema.length })
          )
        ),
        ([schema, shuffled]) => {
          const changes = compareSchemas(schema, shuffled);
          expect(new Set(changes.map(({ kind }) => kind)).size).toBeLessThan(2);
          expect(changes.every(({ kind }) => kind === 'reordered')).toBe(true);
          expect(changes.length).toBeLessThan(Math.max(1, schema.length));
        }
      )
    );
  });

  it('finds the reverse of what it finds the other way round', () => {
    const reverse = new Map([
      ['added', 'removed'],
      ['removed', 'added'],
      ['widened', 'narrowed'],
      ['narrowed', 'widened']
    ]);
    const kinds = (changes: readonly SchemaChange[]): string[] =>
      changes.map(({ kind }) => kind).sort();
    const turned = (kind: string): string => reverse.get(kind) ?? kind;
    fc.assert(
      fc.property(anyColumns, anyColumns, (a, b) => {
        expect(kinds(compareSchemas(a, b))).toEqual(
          kinds(compareSchemas(b, a)).map(turned).sort()
        );
      })
    );
  });

  it('names what is within by its path', () => {
    fc.assert(
      fc.property(anyColumns, anyColumns, (a, b) => {
        const wrap = (fields: ComparedField[]): ComparedField[] => [
          {
            name: 'w',
            type: { kind: 'array', element: { kind: 'struct', fields } }
          }
        ];
        expect(compareSchemas(wrap(a), wrap(b))).toEqual(
          compareSchemas(a, b).map(change => ({
            ...change,
            path: `w.element.${change.path}`
          }))
        );
      })
    );
  });

  it('compares ten thousand columns in a second', () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => ({
      name: `c${index}`,
      type: { kind: 'int' } as const
    }));
    const start = performance.now();
    expect(compareSchemas(wide, [...wide].reverse())).toHaveLength(9_999);
    expect(compareSchemas(wide, [])).toHaveLength(10_000);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
