import { columnsOf } from '../src/columns.js';
import { fieldsOf, type LanceField } from '../src/manifest.js';
import { manifest } from './fixtures/manifest.js';

const REAL = fieldsOf(manifest());

const field = (
  name: string,
  logicalType: string,
  more: Partial<LanceField> = {}
): LanceField => ({
  id: 0,
  parent: -1,
  name,
  logicalType,
  metadata: {},
  ...more
});

describe('columnsOf', () => {
  it('has a column for every type of Lance', () => {
    const columns = columnsOf(REAL ?? []);
    expect(
      columns.map(({ Name, Type, Comment }) => [
        Name,
        Type,
        ...(Comment ? [Comment] : [])
      ])
    ).toEqual([
      ['id', 'bigint'],
      ['name', 'string'],
      ['emb', 'array<float>', 'vector of 4 float'],
      ['half', 'array<float>', 'vector of 3 halffloat'],
      ['tags', 'array<string>'],
      ['info', 'struct<a:int,b:struct<c:boolean>>'],
      ['events', 'array<struct<at:timestamp,n:int>>', 'n: Lance type uint16'],
      ['d', 'date'],
      ['ts', 'timestamp'],
      ['dec', 'decimal(10,2)'],
      ['dec256', 'string', 'Lance type decimal:256:50:3'],
      ['bin', 'binary'],
      ['lbin', 'binary'],
      ['ls', 'string'],
      ['u8', 'smallint', 'Lance type uint8'],
      ['i8', 'tinyint'],
      ['u64', 'decimal(20,0)', 'Lance type uint64'],
      ['u32', 'bigint', 'Lance type uint32'],
      ['f16', 'float', 'Lance type halffloat'],
      ['f64', 'double'],
      ['t64', 'string', 'Lance type time64:us'],
      ['t32', 'string', 'Lance type time32:s'],
      ['dur', 'string', 'Lance type duration:ms'],
      ['fsb', 'binary', 'Lance type fixed_size_binary:16'],
      ['dict', 'string'],
      ['d64', 'date'],
      ['ll', 'array<array<int>>'],
      ['llist', 'array<int>'],
      ['meta', 'int', 'a comment'],
      ['Ünï`c,o:d e', 'int'],
      ['nul', 'string', 'Lance type null']
    ]);
  });

  it('puts odd names within a struct in backticks', () => {
    const [{ Type }] = columnsOf([
      field('s', 'struct'),
      field('a b`c', 'int32', { id: 1, parent: 0 })
    ]);
    expect(Type).toBe('struct<`a b``c`:int>');
  });

  it('reads maps', () => {
    const [{ Type }] = columnsOf([
      field('m', 'map'),
      field('entries', 'struct', { id: 1, parent: 0 }),
      field('key', 'string', { id: 2, parent: 1 }),
      field('value', 'uint8', { id: 3, parent: 1 })
    ]);
    expect(Type).toBe('map<string,smallint>');
  });

  it('keeps comments of people, and renews its own', () => {
    const fields = [
      field('a', 'fixed_size_list:float:8'),
      field('b', 'fixed_size_list:float:8', { id: 1 }),
      field('c', 'int32', { id: 2 })
    ];
    const before = [
      { Name: 'a', Comment: 'of the title' },
      { Name: 'b', Comment: 'vector of 4 float' },
      { Name: 'c', Comment: 'Lance type uint8' }
    ];
    expect(columnsOf(fields, before).map(each => each.Comment)).toEqual([
      'of the title',
      'vector of 8 float',
      undefined
    ]);
  });

  it('ends where fields are each other’s parents', () => {
    const [{ Type }] = columnsOf([
      field('a', 'list', { id: 1 }),
      field('b', 'list', { id: 1, parent: 1 })
    ]);
    expect(Type).toMatch(/^(array<)+string>+$/);
  });

  it('leaves out what no column can be called', () => {
    const fields = [field('', 'int32'), field('x'.repeat(256), 'int32')];
    expect(columnsOf(fields)).toEqual([]);
  });
});
