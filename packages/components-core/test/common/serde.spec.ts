import { readerOptions } from '../../src/common/serde.js';

const table = (
  serdeParameters: Record<string, string>,
  parameters: Record<string, string> = {},
  format = 'csv'
) =>
  readerOptions({
    columns: [],
    partitionKeys: [],
    format,
    parameters,
    serdeParameters
  });

describe('readerOptions', () => {
  it.each([
    [{}, {}, {}],
    [{ 'field.delim': ';' }, {}, { sep: ';' }],
    [{ 'serialization.format': '\t' }, {}, { sep: '\t' }],
    [{}, { delimiter: '|' }, { sep: '|' }],
    [
      { separatorChar: ';', quoteChar: "'", escapeChar: '/' },
      {},
      { sep: ';', quote: "'", escape: '/' }
    ],
    [{ separatorChar: ',' }, {}, { sep: ',', quote: '"', escape: '\\' }],
    [
      { 'field.delim': ',', 'escape.delim': '\\' },
      { 'skip.header.line.count': '1' },
      { header: 'true', sep: ',', escape: '\\' }
    ],
    [
      {
        'serialization.null.format': 'NULL',
        'serialization.encoding': 'latin1'
      },
      {},
      { nullValue: 'NULL', encoding: 'latin1' }
    ]
  ])('serde %j, table %j: %j', (serde, parameters, options) => {
    expect(table(serde, parameters)).toEqual({ options });
  });

  it('says what Spark can not read as the catalog means it', () => {
    expect(table({}, { 'skip.header.line.count': '2' }).needsGlue).toContain(
      '2 lines'
    );
    expect(table({ 'serialization.format': '1' }).needsGlue).toContain(
      'separator'
    );
  });

  it('has nothing to say of other formats', () => {
    expect(table({ 'serialization.format': '1' }, {}, 'parquet')).toEqual({
      options: {}
    });
  });
});
