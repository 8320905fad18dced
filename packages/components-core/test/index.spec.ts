import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyze,
  buildPlan,
  columnsOf,
  parseDocument,
  serializeDocument,
  type Component,
  type JsonObject,
  type Sources,
  type TableDescription
} from '@glueflow/components-manager';
import {
  componentsPage,
  CORE_COMPONENTS,
  createRegistry,
  serdesPage
} from '../src/index.js';
import { columns, context } from './context.js';

const root = join(__dirname, '../../..');

describe('CORE_COMPONENTS', () => {
  it('are all in the registry', () => {
    expect(createRegistry().list()).toEqual(CORE_COMPONENTS);
    expect(new Set(CORE_COMPONENTS.map(one => one.id)).size).toBe(
      CORE_COMPONENTS.length
    );
  });

  describe.each(
    CORE_COMPONENTS.map(one => [one.id, one] as [string, Component])
  )('%s', (_, component) => {
    it('has a drawing that takes the theme’s colours', () => {
      const file = join(root, 'style/icons', `${component.icon}.svg`);
      expect(existsSync(file)).toBe(true);
      const svg = readFileSync(file, 'utf8');
      expect(svg).toContain('viewBox="0 0 20 20"');
      expect(svg).toContain('class="jp-icon3"');
    });

    it('has help with an example, and words to search for', () => {
      expect(component.help).toMatch(/\nExample[:,]/);
      expect(component.keywords.length).toBeGreaterThan(3);
    });

    it('titles every field', () => {
      const untitled: string[] = [];
      const walk = (part: JsonObject, path: string): void => {
        for (const [name, value] of Object.entries(
          (part.properties ?? {}) as Record<string, JsonObject>
        )) {
          if (
            Object.keys(value).length > 0 &&
            value.const === undefined &&
            value.enum === undefined &&
            typeof value.title !== 'string'
          ) {
            untitled.push(`${path}/${name}`);
          }
          walk(value, `${path}/${name}`);
        }
        for (const key of ['items', 'then', 'else', 'allOf']) {
          for (const inner of [part[key]].flat()) {
            if (inner && typeof inner === 'object') {
              walk(inner as JsonObject, path);
            }
          }
        }
      };
      walk(component.configuration as JsonObject, '');
      expect(untitled).toEqual([]);
    });

    it('never throws on an empty configuration', () => {
      const inputs = Object.fromEntries(
        component.inputs.map(port => [port.id, 'a int'])
      );
      expect(() =>
        component.schema(
          { database: '', table: '', path: '' },
          context({ inputs })
        )
      ).not.toThrow();
      expect(() => component.summary({})).not.toThrow();
    });
  });
});

describe('docs/serdes.md', () => {
  it('is current (otherwise run: node scripts/docs-components.mjs)', () => {
    expect(readFileSync(join(root, 'docs/serdes.md'), 'utf8')).toBe(
      serdesPage()
    );
  });
});

describe('docs/components.md', () => {
  it('is current (otherwise run: node scripts/docs-components.mjs)', () => {
    expect(readFileSync(join(root, 'docs/components.md'), 'utf8')).toBe(
      componentsPage(CORE_COMPONENTS)
    );
  });
});

describe('examples', () => {
  const tables: Record<string, TableDescription> = {
    flights: {
      columns: columns(
        'year int, day int, dep_time int, sched_dep_time int, dep_delay int, arr_time int, sched_arr_time int, arr_delay int, carrier string, flight int, tailnum string, origin string, dest string, air_time int, distance int, hour int, minute int, time_hour timestamp'
      ),
      partitionKeys: columns('month int'),
      format: 'parquet'
    },
    weather: {
      columns: columns(
        'origin string, year int, month int, day int, hour int, temp double, dewp double, humid double, wind_dir int, wind_speed double, wind_gust double, precip double, pressure double, visib double, time_hour timestamp'
      ),
      partitionKeys: [],
      format: 'parquet'
    },
    airlines: {
      columns: columns('carrier string, name string'),
      partitionKeys: [],
      format: 'csv'
    },
    airports: {
      columns: columns(
        'faa string, name string, lat double, lon double, alt int, tz int, dst string, tzone string'
      ),
      partitionKeys: [],
      format: 'csv'
    }
  };
  const sources: Sources = {
    table: (_, database, table) =>
      database === 'nycflights' ? (tables[table] ?? 'missing') : 'missing'
  };
  const folder = join(root, 'examples');
  const files = readdirSync(folder).filter(name => name.endsWith('.glueflow'));
  const documents = files.map(name => {
    const text = readFileSync(join(folder, name), 'utf8');
    const { document } = parseDocument(text);
    if (!document) {
      throw new Error(`${name} is no pipeline`);
    }
    return { name, text, document };
  });

  it('use every component together', () => {
    const used = new Set(
      documents.flatMap(({ document }) =>
        Object.values(document.nodes).map(node => node.component)
      )
    );
    expect([...used].sort()).toEqual(CORE_COMPONENTS.map(one => one.id).sort());
  });

  it.each(documents.map(one => [one.name, one] as const))(
    '%s has nothing wrong, columns at every step, and is written as Glueflow writes it',
    (_, { document, text }) => {
      const analysis = analyze(document, createRegistry(), sources);
      expect(analysis.problems).toEqual([]);
      expect(
        [...analysis.schemas].filter(([, schema]) => schema === undefined)
      ).toEqual([]);
      const { operations } = buildPlan(analysis);
      expect([...new Set(operations.map(one => one.nodeId))].sort()).toEqual(
        Object.keys(document.nodes).sort()
      );
      for (const operation of operations) {
        if (operation.op === 'filter') {
          expect(columnsOf(operation.condition)).not.toBeNull();
        }
      }
      expect(serializeDocument(document)).toBe(text);
      expect(Object.keys(document.layout.nodes).sort()).toEqual(
        Object.keys(document.nodes).sort()
      );
    }
  );
});
