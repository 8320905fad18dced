import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyze,
  compileProgram,
  parseDocument,
  type JsonObject,
  type PipelineDocument,
  type Program,
  type ProgramOptions
} from '@glueflow/components-manager';
import { createRegistry } from '../src/index.js';

const text = readFileSync(
  join(__dirname, '../../../examples/flights.glueflow'),
  'utf8'
);

function document(): PipelineDocument {
  const parsed = parseDocument(text).document;
  if (!parsed) {
    throw new Error('flights.glueflow is no pipeline');
  }
  return parsed;
}

function program(
  pipeline: PipelineDocument = document(),
  options: ProgramOptions = {}
): Program {
  const { program: made, problems } = compileProgram(
    analyze(pipeline, createRegistry()),
    options
  );
  if (!made) {
    throw new Error(problems.map(({ message }) => message).join('\n'));
  }
  return made;
}

function keys(made: Program): Record<string, string> {
  return Object.fromEntries(made.steps.map(({ nodeId, key }) => [nodeId, key]));
}

describe('compileProgram', () => {
  it('says where each node stands, what it reads and what holds its frame', () => {
    const { script, steps } = program();
    const lines = script.split('\n');
    expect(steps.map(({ nodeId, kind }) => `${nodeId} ${kind}`)).toEqual([
      'flights read',
      'jfk transform',
      'airlines read',
      'named transform',
      'by_airline transform',
      'airline_delays write'
    ]);
    for (const { nodeId, title, lines: found, variables } of steps) {
      const [first, last] = found[0];
      expect(lines[first - 1]).toBe(`# [${nodeId}] ${title}`);
      const block = lines.slice(first - 1, last).join('\n');
      for (const variable of Object.values(variables)) {
        expect(block).toContain(`${variable} = `);
      }
    }
    expect(steps[0].reads).toEqual([
      { database: 'nycflights', table: 'flights' }
    ]);
    expect(steps[3].inputs).toEqual([
      { nodeId: 'jfk', port: 'out' },
      { nodeId: 'airlines', port: 'out' }
    ]);
    expect(Object.keys(steps[3].variables)).toEqual(['out']);
    expect(steps.at(-1)?.variables).toEqual({});
  });

  it('does each step as its settings say: nothing is moved, nothing persisted', () => {
    const { script } = program();
    expect(script).not.toContain('push_down_predicate');
    expect(script).not.toContain('persist(');
    expect(script).toContain('F.col("month") <= 3');
  });

  it('stops at a node, and needs only its part to be right', () => {
    const pipeline = document();
    pipeline.nodes.by_airline.config = { keys: 3 };
    expect(
      program(pipeline, { upTo: 'jfk' }).steps.map(({ nodeId }) => nodeId)
    ).toEqual(['flights', 'jfk']);
    const { program: whole, problems } = compileProgram(
      analyze(pipeline, createRegistry())
    );
    expect(whole).toBeUndefined();
    expect(problems.map(({ nodeId }) => nodeId)).toContain('by_airline');
  });

  it('keys say whether a result is still the same', () => {
    const before = keys(program());
    const renamed = document();
    renamed.nodes.jfk.title = 'Another title';
    renamed.layout.nodes.jfk = { x: 9, y: 9 };
    expect(keys(program(renamed))).toEqual(before);
    const edited = document();
    edited.nodes.jfk.config = {
      condition: { operator: 'eq', column: 'origin', value: 'LGA' }
    };
    const after = keys(program(edited));
    const changed = Object.keys(before).filter(id => before[id] !== after[id]);
    expect(changed).toEqual(['jfk', 'named', 'by_airline', 'airline_delays']);
  });

  it('the key of an output stays when the run has made its table', () => {
    const key = (
      config: Record<string, string>,
      location: string | undefined
    ): string => {
      const pipeline = document();
      const { path: _, ...rest } = pipeline.nodes.airline_delays.config;
      pipeline.nodes.airline_delays.config = { ...rest, ...config };
      const { program: made } = compileProgram(
        analyze(pipeline, createRegistry(), {
          table: (_connection, _database, table) =>
            table !== 'airline_delays'
              ? undefined
              : location === undefined
                ? 'missing'
                : { columns: [], partitionKeys: [], location }
        })
      );
      return made ? keys(made).airline_delays : 'none';
    };
    const own = { path: 's3://glueflow-sandbox/results/airline_delays/' };
    expect(key(own, own.path)).toBe(key(own, undefined));
    // Without a path of its own it writes where the table lies.
    expect(key({}, 's3://one/')).not.toBe(key({}, 's3://two/'));
  });

  it('keys follow the values of the parameters that a node uses', () => {
    const pipeline = document();
    pipeline.parameters.origin = { type: 'string', default: 'JFK' };
    pipeline.nodes.jfk.config = {
      condition: {
        operator: 'eq',
        column: 'origin',
        value: { $parameter: 'origin' }
      }
    };
    const before = keys(program(pipeline));
    const other = keys(program(pipeline, { arguments: { '--origin': 'LGA' } }));
    expect(
      keys(program(pipeline, { arguments: { '--origin': 'JFK' } }))
    ).toEqual(before);
    expect(other.jfk).not.toBe(before.jfk);
    expect(other.flights).toBe(before.flights);
    expect(other.airlines).toBe(before.airlines);
  });

  it('names what a parameter makes it read', () => {
    const pipeline = document();
    pipeline.parameters.db = { type: 'string', default: 'nycflights' };
    pipeline.nodes.flights.config = {
      database: '${db}',
      table: 'flights'
    };
    expect(
      program(pipeline, { arguments: { '--db': 'other' } }).steps[0].reads
    ).toEqual([{ database: 'other', table: 'flights' }]);
  });

  it('says which steps of Custom PySpark may read by themselves', () => {
    const volatile = (code: string) => {
      const pipeline = document();
      pipeline.nodes.jfk = {
        ...pipeline.nodes.jfk,
        component: 'custom-pyspark',
        config: { code }
      };
      const { steps } = program(pipeline, { upTo: 'jfk' });
      return steps.map(step => [step.nodeId, step.volatile]);
    };
    expect(volatile('return flights.union(spark.table("a.b"))')).toEqual([
      ['flights', undefined],
      ['jfk', true]
    ]);
    expect(volatile('return flights.limit(3)')).toEqual([
      ['flights', undefined],
      ['jfk', undefined]
    ]);
  });

  it('says which steps choose rows by chance or without an order', () => {
    const limited = (component: string, config: JsonObject) => {
      const pipeline = document();
      pipeline.nodes.jfk = { ...pipeline.nodes.jfk, component, config };
      pipeline.nodes.few = {
        ...pipeline.nodes.jfk,
        title: 'Few',
        component: 'limit',
        config: { count: 3 }
      };
      pipeline.edges.few = {
        from: { node: 'jfk', port: 'out' },
        to: { node: 'few', port: 'in' }
      };
      const { steps } = program(pipeline, { upTo: 'few' });
      return steps.map(step => [step.nodeId, step.volatile]);
    };
    expect(limited('sort', { by: [{ column: 'month' }] })).toEqual([
      ['flights', undefined],
      ['jfk', undefined],
      ['few', undefined]
    ]);
    expect(limited('sample', { fraction: 0.5 })).toEqual([
      ['flights', undefined],
      ['jfk', true],
      ['few', true]
    ]);
    expect(limited('sample', { fraction: 0.5, seed: 7 })).toEqual([
      ['flights', undefined],
      ['jfk', undefined],
      ['few', true]
    ]);
  });

  it('says which steps have SQL that may give something else every time', () => {
    const step = (component: string, config: JsonObject) => {
      const pipeline = document();
      pipeline.nodes.jfk = { ...pipeline.nodes.jfk, component, config };
      return program(pipeline, { upTo: 'jfk' }).steps[1];
    };
    const filter = (expression: string) =>
      step('filter-rows', { mode: 'expression', expression });
    expect(filter('rand() < 0.5').volatile).toBe(true);
    expect(filter('month <= 3').volatile).toBeUndefined();
    expect(
      step('sql-query', {
        query: 'SELECT *, current_timestamp() AS seen FROM flights'
      }).volatile
    ).toBe(true);
    expect(
      step('sql-query', { query: 'SELECT * FROM flights' }).volatile
    ).toBeUndefined();
  });

  it('counts the value of a parameter that Spark takes for the present day', () => {
    const pipeline = document();
    pipeline.parameters.day = { type: 'string', default: '2026-11-29' };
    pipeline.nodes.jfk.config = {
      mode: 'expression',
      expression: 'cast(${day} AS date) > make_date(year, month, day)'
    };
    const volatile = (value?: string) =>
      program(pipeline, {
        upTo: 'jfk',
        arguments: value === undefined ? {} : { '--day': value }
      }).steps[1].volatile;
    expect(volatile()).toBeUndefined();
    expect(volatile('today')).toBe(true);
  });

  it('names the tables that SQL reads beside its inputs', () => {
    const pipeline = document();
    pipeline.nodes.jfk = {
      ...pipeline.nodes.jfk,
      component: 'sql-query',
      config: {
        query:
          'SELECT f.* FROM flights f JOIN nycflights.planes USING (tailnum) WHERE dest IN (SELECT faa FROM nycflights.airports)'
      }
    };
    const { steps } = program(pipeline, { upTo: 'jfk' });
    expect(steps[1]).toMatchObject({
      kind: 'transform',
      reads: [
        { database: 'nycflights', table: 'planes' },
        { database: 'nycflights', table: 'airports' }
      ]
    });
    expect(steps[1].volatile).toBeUndefined();
  });

  it('refuses a step that only a job on AWS can run, and nothing beside it', () => {
    const ice = {
      columns: [{ name: 'carrier', type: { kind: 'string' as const } }],
      partitionKeys: [],
      format: 'iceberg',
      location: 's3://b/ice/'
    };
    const pipeline = document();
    pipeline.nodes.airlines.config.table = 'ice';
    const analysis = analyze(pipeline, createRegistry(), {
      table: (_, __, name) => (name === 'ice' ? ice : undefined)
    });
    const { program: made, problems } = compileProgram(analysis, {
      upTo: 'airlines'
    });
    expect(made).toBeUndefined();
    expect(problems).toMatchObject([
      { code: 'aws-only', severity: 'error', nodeId: 'airlines' }
    ]);
    expect(compileProgram(analysis, { upTo: 'jfk' }).program).toBeDefined();
  });
});
