import type { TableDescription } from '@glueflow/components-manager';
import { SERDES, serdeOf, tableReading } from '../../src/common/serde.js';
import { columns } from '../context.js';

const LAZY = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';
const OPEN = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';
const OPENX = 'org.openx.data.jsonserde.JsonSerDe';

function table(
  serdeParameters: Record<string, string>,
  more: Partial<TableDescription> = {}
): TableDescription {
  return {
    columns: columns('id int, last_seen string'),
    partitionKeys: [],
    format: 'csv',
    serdeParameters,
    ...more
  };
}

describe('SERDES', () => {
  it('says of each what it is, what reads make of it, and where that stands', () => {
    expect(new Set(SERDES.map(each => each.id)).size).toBe(SERDES.length);
    for (const each of SERDES) {
      expect(each.page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(each.classes.length).toBeGreaterThan(0);
      expect([each.dataFrame, each.dynamicFrame]).not.toContain('');
    }
  });
});

describe('serdeOf', () => {
  it.each([
    [LAZY, 'lazy-simple'],
    [OPEN, 'open-csv'],
    [OPENX, 'openx-json'],
    ['org.apache.hive.hcatalog.data.JsonSerDe', 'hive-json'],
    ['org.apache.hadoop.hive.serde2.RegexSerDe', 'regex'],
    ['org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe', 'parquet'],
    ['org.apache.hadoop.hive.ql.io.orc.OrcSerde', 'orc'],
    ['org.apache.hadoop.hive.serde2.avro.AvroSerDe', 'avro'],
    ['com.amazon.ionhiveserde.IonHiveSerDe', 'ion'],
    ['com.amazonaws.glue.serde.GrokSerDe', 'grok'],
    ['com.example.Own', undefined]
  ])('%s is %s', (serde, id) => {
    expect(serdeOf({ serde })?.id).toBe(id);
  });
});

describe('tableReading', () => {
  // By Hive and Athena: \N is null to LazySimpleSerDe unless it says otherwise, nothing is to OpenCSVSerde.
  it.each<[Record<string, string>, Partial<TableDescription>, object]>([
    [
      { 'field.delim': ',' },
      { serde: LAZY },
      { options: { sep: ',', escape: '"' }, nullText: '\\N' }
    ],
    [
      {},
      { serde: LAZY },
      { options: { sep: '\u0001', escape: '"' }, nullText: '\\N' }
    ],
    [
      { 'field.delim': '\\t', 'serialization.null.format': '' },
      { serde: LAZY },
      { options: { sep: '\t', escape: '"' }, nullText: '' }
    ],
    [
      { 'serialization.format': ';', 'serialization.null.format': 'NULL' },
      { serde: LAZY, parameters: { 'skip.header.line.count': '1' } },
      { options: { header: 'true', sep: ';', escape: '"' }, nullText: 'NULL' }
    ],
    [
      { 'serialization.encoding': 'latin1' },
      { serde: LAZY, parameters: { delimiter: '|' } },
      {
        options: { sep: '|', escape: '"', encoding: 'latin1' },
        nullText: '\\N'
      }
    ],
    [
      { quoteChar: '-1', 'field.delim': ',' },
      { serde: LAZY },
      { options: { sep: ',', quote: '' }, nullText: '\\N' }
    ],
    [
      { separatorChar: ';', quoteChar: "'", escapeChar: "'" },
      { serde: OPEN },
      { options: { sep: ';', quote: "'", escape: "'" }, nullText: null }
    ],
    [{}, { format: 'parquet' }, { options: {} }],
    [
      { 'mapping.last_seen': 'last-seen', 'mapping.gone': 'x' },
      { format: 'json', serde: OPENX },
      { options: {}, caseless: true, keys: { last_seen: 'last-seen' } }
    ],
    [
      { 'case.insensitive': 'FALSE' },
      { format: 'json', serde: OPENX },
      { options: {}, caseless: false }
    ]
  ])('of %j, %j is %j', (serde, more, expected) => {
    expect(tableReading(table(serde, more))).toEqual(expected);
  });

  it.each<[Record<string, string>, Partial<TableDescription>, RegExp]>([
    [{}, { serde: OPEN }, /doubled quote/],
    [{ separatorChar: ',' }, {}, /doubled quote/],
    [{ 'escape.delim': '\\' }, { serde: LAZY }, /escape\.delim/],
    [{ 'serialization.format': '1' }, {}, /depends on its serde/],
    [
      {},
      { format: 'json', serde: OPENX, partitionKeys: columns('day string') },
      /exact names/
    ]
  ])('%j, %j need AWS Glue’s reader', (serde, more, expected) => {
    expect(tableReading(table(serde, more)).needsGlue).toMatch(expected);
  });

  it.each<[Record<string, string>, Partial<TableDescription>, RegExp]>([
    [
      {},
      { parameters: { 'skip.header.line.count': '2' } },
      /begin with 2 lines/
    ],
    [{ 'field.delim': '||' }, { serde: LAZY }, /one character/],
    [{}, { serde: 'org.apache.hadoop.hive.serde2.RegexSerDe' }, /RegexSerDe/],
    [
      { 'dots.in.keys': 'true' },
      { format: 'json', serde: OPENX },
      /mapping\.<column>/
    ],
    [
      { 'orc.column.index.access': 'true' },
      { format: 'orc', serde: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde' },
      /by name/
    ]
  ])('%j, %j are refused', (serde, more, expected) => {
    expect(tableReading(table(serde, more)).refused).toMatch(expected);
  });
});
