import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_COMPONENTS } from '@glueflow/components-core';
import {
  ComponentRegistry,
  analyze,
  compile,
  parseDocument,
  parseType,
  type JsonObject,
  type PipelineDocument,
  type Problem,
  type Sources
} from '@glueflow/components-manager';
import { components } from '../src/components.js';

const registry = new ComponentRegistry([...CORE_COMPONENTS]);
components.forEach(component => registry.add(component));

const sources: Sources = {
  table: () => ({
    columns: Object.entries({
      ...{ faa: 'string', lat: 'double', lon: 'decimal(9,6)', alt: 'int' }
    }).map(([name, type]) => ({ name, type: parseType(type) })),
    partitionKeys: [],
    format: 'csv'
  })
};

/** The pipeline beside this, its step “Distance” with other settings. */
function pipeline(config: JsonObject = {}): PipelineDocument {
  const { document } = parseDocument(
    readFileSync(join(__dirname, '..', 'distance.glueflow'), 'utf8')
  );
  if (!document) {
    throw new Error('distance.glueflow is no pipeline.');
  }
  Object.assign(document.nodes.distance.config, config);
  return document;
}

function problems(config: JsonObject): Partial<Problem>[] {
  return analyze(pipeline(config), registry, sources).problems.filter(
    ({ nodeId }) => nodeId === 'distance'
  );
}

describe('Distance', () => {
  it('adds a column of doubles', () => {
    const { schemas } = analyze(pipeline(), registry, sources);
    expect(schemas.get('distance')?.map(({ name }) => name)).toEqual(
      'faa lat lon alt jfk_lat jfk_lon distance_km'.split(' ')
    );
    expect(schemas.get('distance')?.at(-1)?.type).toEqual({ kind: 'double' });
    expect(problems({})).toEqual([]);
  });

  it('reports columns that are not there, with a fix, or no numbers', () => {
    expect(
      problems({ fromLatitude: 'jfk_latt', toLatitude: 'faa', column: 'ALT' })
    ).toMatchObject([
      {
        code: 'unknown-column',
        path: '/fromLatitude',
        fix: { path: '/nodes/distance/config/fromLatitude', value: 'jfk_lat' }
      },
      { code: 'not-a-number', path: '/toLatitude' },
      { code: 'duplicate-column', path: '/column' }
    ]);
  });

  it('needs all four columns', () => {
    const found = problems({ toLongitude: '' });
    expect(found).toMatchObject([{ severity: 'error', path: '/toLongitude' }]);
  });

  it('calls its helper with literals, columns as the input spells them', () => {
    const { script, problems: found } = compile(
      pipeline({ toLatitude: 'LAT', column: 'a "way"\n' }),
      registry,
      { sources, target: 'glue' }
    );
    expect(found).toEqual([]);
    expect(script?.text).toMatch(
      /^distance = add_distance\(\n? *jfk, start=\["jfk_lat", "jfk_lon"\], end=\["lat", "lon"\], column='a "way"\\n'\n?\)$/m
    );
    expect(script?.text.match(/def add_distance/g)).toHaveLength(1);
    expect(script?.needs.arguments).toEqual({
      '--earth_radius_km': '6371.0088'
    });
  });
});
