import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compile,
  configurationProblems,
  parseDocument,
  type JsonObject,
  type ParameterMap
} from '@glueflow/components-manager';
import { createRegistry } from '@glueflow/components-core';
import { ROOT, World } from './world.js';

const PAGE = readFileSync(join(ROOT, 'docs', 'pipeline-file.md'), 'utf8');
const BLOCKS = [...PAGE.matchAll(/^```json (\w+)\n([^]*?)^```$/gm)].map(
  ([, kind, text]) => ({ kind, value: JSON.parse(text) as JsonObject })
);
const of = (kind: string): JsonObject[] =>
  BLOCKS.filter(block => block.kind === kind).map(({ value }) => value);
const PARAMETERS: ParameterMap = new Map([['month', { type: 'integer' }]]);
const registry = createRegistry();

/** A whole pipeline with parts in the place of its own. */
const withParts = (parts: object): string =>
  JSON.stringify({ glueflow: 1, nodes: {}, ...parts });

describe('docs/pipeline-file.md', () => {
  it('names the kind of every block', () => {
    expect(PAGE.match(/^```json$/gm)).toBeNull();
    expect([...new Set(BLOCKS.map(({ kind }) => kind))]).toEqual([
      'pipeline',
      'nodes',
      'condition',
      'edges'
    ]);
  });

  it('has whole pipelines that compile', () => {
    for (const value of of('pipeline')) {
      const { document, problems } = parseDocument(JSON.stringify(value));
      expect(problems).toEqual([]);
      const compiled = compile(document!, registry, {
        sources: {},
        target: 'glue'
      });
      expect(compiled.problems).toEqual([]);
      expect(compiled.script?.text).toContain('late');
    }
  });

  it('has a node of every component, as its schema says', () => {
    const nodes = of('nodes').flatMap(value => Object.entries(value));
    const { problems } = parseDocument(
      withParts({ nodes: Object.fromEntries(nodes) })
    );
    expect(problems).toEqual([]);
    const found = nodes.map(([, node]) => (node as JsonObject).component);
    expect(found.sort()).toEqual(
      registry
        .list()
        .map(({ id }) => id)
        .sort()
    );
    for (const [, node] of nodes) {
      const { component, config } = node as {
        component: string;
        config: JsonObject;
      };
      expect(
        configurationProblems(registry.get(component)!, config, PARAMETERS)
      ).toEqual([]);
    }
  });

  it('has conditions and edges as the schemas say', () => {
    for (const condition of of('condition')) {
      expect(
        configurationProblems(registry.get('filter-rows')!, { condition })
      ).toEqual([]);
    }
    for (const edges of of('edges')) {
      expect(parseDocument(withParts({ edges })).problems).toEqual([]);
    }
  });

  it('says how a plain ${x} is written in text and in SQL', async () => {
    const world = new World();
    const [pipeline] = of('pipeline') as {
      nodes: Record<string, JsonObject>;
    }[];
    const nodes = {
      ...pipeline.nodes,
      out: {
        component: 's3-output',
        config: { path: 's3://my-bucket/late/', format: 'csv' }
      },
      late: {
        component: 'filter-rows',
        config: {
          mode: 'expression',
          expression: "origin = '$\\{x}' OR delay > ${late}"
        }
      },
      flights: {
        component: 's3-input',
        config: {
          ...(pipeline.nodes.flights.config as JsonObject),
          nullValue: '$${x}'
        }
      }
    };
    const parameters = { late: { type: 'integer', default: 15 } };
    writeFileSync(
      world.path('p.glueflow'),
      JSON.stringify({ ...pipeline, nodes, parameters })
    );
    const { out, err } = await world.run('generate', 'p.glueflow', '--offline');
    expect(err).toBe('');
    expect(out).toContain('"${x}"');
    expect(out).toContain("origin = '$\\\\{{x}}' OR");
    world.remove();
  });
});
