import { createRegistry } from '@glueflow/components-core';
import type { JsonObject, PipelineNode } from '@glueflow/components-manager';
import { titleOfTable } from '../../src/model/naming';

const registry = createRegistry();

function after(
  id: string,
  title: string,
  before: string | undefined,
  fields: Record<string, unknown>,
  others: readonly string[] = []
): string | undefined {
  const component = registry.get(id);
  if (component === undefined) {
    throw new Error(id);
  }
  const config: JsonObject = before === undefined ? {} : { table: before };
  const { version } = component;
  const entries = [title, ...others].map(
    (each, index): [string, PipelineNode] => [
      `n${index}`,
      { component: id, version, title: each, config }
    ]
  );
  return titleOfTable(
    { nodes: Object.fromEntries(entries) },
    'n0',
    component,
    fields
  );
}

describe('titleOfTable', () => {
  const catalog = 'glue-catalog-input';
  const given = 'Glue Data Catalog input';

  it.each([
    [given, undefined, {}, 'flights'],
    [`${given} 2`, undefined, {}, 'flights'],
    ['air', 'air', {}, 'flights'],
    ['air 2', 'air', {}, 'flights']
  ])('goes on from “%s”', (title, before, _, expected) => {
    expect(after(catalog, title, before, { table: 'flights' })).toBe(expected);
  });

  it('is like no other', () => {
    expect(after(catalog, given, undefined, { table: 'a' }, ['a', 'a 2'])).toBe(
      'a 3'
    );
  });

  it('leaves what a person has written', () => {
    const fields = { table: 'flights' };
    expect(after(catalog, 'Late planes', undefined, fields)).toBeUndefined();
    expect(after(catalog, 'Late planes', 'air', fields)).toBeUndefined();
  });

  it.each([
    [{}],
    [{ database: 'd' }],
    [{ table: '' }],
    [{ table: '${name}' }],
    [{ table: { parameter: 'name' } }]
  ])('needs the name of a table: %j', fields => {
    expect(after(catalog, given, undefined, fields)).toBeUndefined();
  });

  it('is for inputs only', () => {
    const output = 'Glue Data Catalog output';
    expect(
      after('glue-catalog-output', output, undefined, { table: 'a' })
    ).toBeUndefined();
  });
});
