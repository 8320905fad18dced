import { splitFields } from '../../src/transforms/split.js';
import { configure, infer, lower, problems, show } from '../context.js';

const inputs = { in: 'id int, a string, b double' };

describe('splitFields', () => {
  it('gives each output its columns, in the order of the input', () => {
    const { schemas } = infer(
      splitFields,
      { columns: ['B', 'a'], keys: ['id'] },
      { inputs }
    );
    expect(show(schemas?.out)).toBe('id int, a string, b double');
    expect(show(schemas?.others)).toBe('id int');
    const { schemas: apart } = infer(
      splitFields,
      { columns: ['b'] },
      { inputs }
    );
    expect(show(apart?.out)).toBe('b double');
    expect(show(apart?.others)).toBe('id int, a string');
  });

  it('shows the columns on its card', () => {
    const config = configure(splitFields, { columns: ['a'], keys: ['id'] });
    expect(splitFields.summary(config)).toBe('a (id in both)');
  });

  it.each<[object, string[]]>([
    [{}, ['missing-column /columns']],
    [{ columns: ['x'] }, ['unknown-column /columns/0']],
    [{ columns: ['a'], keys: ['y'] }, ['unknown-column /keys/0']],
    [{ columns: ['a', 'A'] }, ['duplicate-column /columns/1']],
    [{ columns: ['id', 'a', 'b'] }, ['no-columns-left /columns']],
    [{ columns: ['a', 'b'], keys: ['id'] }, ['no-columns-left /columns']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(splitFields, config, { inputs })).toEqual(expected);
  });

  it('needs to know what arrives', () => {
    expect(
      problems(splitFields, { columns: ['a'] }, { inputs: { in: undefined } })
    ).toEqual(['columns-not-known /columns']);
  });

  it('lowers to a projection for each output', () => {
    const operations = lower(
      splitFields,
      { columns: ['a'], keys: ['id'] },
      { inputs }
    );
    expect(
      operations.map(({ op, id, inputs: reads, schema }) => [
        op,
        id,
        ...reads,
        show(schema)
      ])
    ).toEqual([
      ['project', 'n:others', 'from1', 'id int, b double'],
      ['project', 'n', 'from1', 'id int, a string']
    ]);
  });
});
