import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../src/document/document.js';
import { emptyDocument, parseDocument } from '../../src/document/parse.js';
import { DOCUMENT_SCHEMA } from '../../src/document/schema.js';
import {
  serializeDocument,
  serializeJson
} from '../../src/document/serialize.js';

const fixture = (name: string): string =>
  readFileSync(join(__dirname, 'fixtures', name), 'utf8');

/** A document with one node, changed by the caller. */
function text(change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    glueflow: 1,
    nodes: { a: { component: 'c', version: 1, title: 'A', config: {} } },
    ...change
  });
}

describe('parseDocument', () => {
  it.each([
    ['', 'empty-file', 1, 1],
    ['{\n  "a": 1,\n}', 'There is a comma too many before “}”', 3, 1],
    ['{"a" 1}', 'Expected “:” after the key', 1, 6],
    ['{"a": "x\n"}', 'The quote is not closed before the end', 1, 9],
    ['{"a": "\\x"}', '“\\x” is not an escape', 1, 8],
    ['{"a": 1} x', 'Unexpected “x” after the end', 1, 10],
    ['{"a": 01}', 'Expected “,” or “}”', 1, 8],
    ['{"a": nul}', 'Expected a value, found “n”', 1, 7],
    ["{'a': 1}", 'Expected a key in double quotes', 1, 2],
    ['{\n<<<<<<< HEAD\n', 'merge conflict', 2, 1],
    ['{"a": 1e999}', 'too large', 1, 7],
    ['['.repeat(100_000), 'Nested more than 200 levels', 1, 201],
    ['{"a": [1, 2', 'found the end of the file', 1, 12]
  ])('says where %j is no JSON', (source, message, line, column) => {
    const result = parseDocument(source);
    expect(result.reason).toBe('syntax');
    expect(result.document).toBeUndefined();
    expect(JSON.stringify(result.problems)).toContain(
      JSON.stringify(message).slice(1, -1)
    );
    expect(result).toMatchObject({ position: { line, column } });
  });

  it('refuses deep nesting that is valid JSON', () => {
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    expect(parseDocument(`{"glueflow":1,"nodes":{},"x":${deep}}`).reason).toBe(
      'syntax'
    );
  });

  it('refuses a newer version without looking further', () => {
    const result = parseDocument('{"glueflow": 2, "nodes": 3}');
    expect(result.reason).toBe('newer');
    expect(result.problems[0].message).toContain('Update Glueflow');
  });

  it.each(['[]', '3', '{}', '{"glueflow":"1"}', '{"glueflow":-1}', 'null'])(
    'knows that %s is no pipeline',
    source => {
      expect(parseDocument(source).reason).toBe('invalid');
    }
  );

  it('names everything that has the wrong shape at once', () => {
    const result = parseDocument(
      text({
        nodes: { 'a b': { component: 'c' }, n: { config: [] } },
        edges: { e: { from: { node: 'n', port: 'out' } } },
        parameters: { p: { type: 'strng' } }
      })
    );
    expect(result.reason).toBe('invalid');
    expect(result.problems.map(problem => problem.path).sort()).toEqual([
      '/edges/e/to',
      '/nodes',
      '/nodes/n/component',
      '/nodes/n/config',
      '/parameters/p/type'
    ]);
    const messages = result.problems.map(problem => problem.message).join('\n');
    expect(messages).toContain('“component” is not set');
    expect(messages).toContain('“config” must be an object, not a list');
    expect(messages).toContain('Did you mean “string”?');
    expect(messages).toContain(
      '“a b” can’t be a name here: use letters, digits, _ and -, at most 64 of them.'
    );
  });

  it('notices keys given twice and numbers that lose digits', () => {
    const result = parseDocument(
      '{"glueflow":1,"nodes":{},\n"nodes":{},"x":12345678901234567890,"y":1.0,"z":0.1e1}'
    );
    expect(result.problems.map(({ code, path }) => [code, path])).toEqual([
      ['duplicate-key', '/nodes'],
      ['imprecise-number', '/x']
    ]);
    expect(result.problems[0].message).toContain('line 2, column 1');
  });

  it('fills in what may be left out', () => {
    const { document } = parseDocument(
      '\uFEFF{"glueflow":1,"nodes":{"a":{"component":"c"}},"layout":{"x":1}}'
    );
    expect(document).toEqual({
      ...emptyDocument(),
      nodes: { a: { component: 'c', version: 1, title: 'a', config: {} } },
      layout: { x: 1, nodes: {} }
    });
  });

  it('never throws, whatever the text', () => {
    const nearly = fc
      .json()
      .chain(json =>
        fc.constantFrom(
          json,
          `{"glueflow":1,"nodes":${json}}`,
          `{"glueflow":0,"nodes":${json},"edges":[${json}]}`,
          `{"glueflow":1,"nodes":{"a":${json}},"edges":{"e":${json}},"layout":${json}}`,
          json.slice(1)
        )
      );
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), source => {
        const result = parseDocument(source);
        expect(result.document === undefined).toBe(result.reason !== undefined);
        expect(result.problems.length > 0 || result.document).toBeTruthy();
      })
    );
  });
});

describe('serializeDocument', () => {
  it('sorts keys, indents by two and ends with a newline', () => {
    expect(serializeJson({ b: [1, {}, []], a: { z: null, B: 'x' } })).toBe(
      '{\n  "a": {\n    "B": "x",\n    "z": null\n  },\n  "b": [\n    1,\n    {},\n    []\n  ]\n}\n'
    );
  });

  it('keeps every field it does not know, wherever it stands', () => {
    const extra = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(extra, fc.string({ unit: 'binary' }), (value, key) => {
        const odd = { [`x-${key}`]: value, ['__proto__x']: value };
        const source = `{"glueflow":1,"__proto__":${JSON.stringify(value)},"nodes":{"__proto__":{"component":"c","version":1,"title":"","config":${JSON.stringify(odd)},"constructor":1},"constructor":{"component":"c","version":1,"title":"","config":{"__proto__":${JSON.stringify(value)}}}},"edges":{},"parameters":{},"connections":{},"job":${JSON.stringify(odd)},"layout":{"nodes":{},"more":${JSON.stringify(odd)}},"annotations":{}}`;
        const { document } = parseDocument(source);
        if (document === undefined) {
          throw new Error('it must parse');
        }
        const written = serializeDocument(document);
        const stable = serializeJson(JSON.parse(source) as Json);
        expect(written).toBe(stable);
        const again = parseDocument(written).document;
        expect(again && serializeDocument(again)).toBe(written);
      })
    );
  });

  it('reads back any JSON the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.parse(serializeJson(value as Json))).toEqual(value);
      })
    );
  });
});

describe('migrations', () => {
  it('bring version 0 to version 1', () => {
    const result = parseDocument(fixture('v0.glueflow'));
    expect(result.problems).toEqual([]);
    expect(result).toMatchObject({ storedVersion: 0 });
    expect(result.document && serializeDocument(result.document)).toBe(
      fixture('v0-migrated.glueflow')
    );
  });
});

describe('DOCUMENT_SCHEMA', () => {
  it('is the published file', () => {
    const path = join(
      __dirname,
      '../../../../docs/schema/glueflow-1.schema.json'
    );
    // After a change: UPDATE_SCHEMA=1 npx jest packages/components-manager/test/document
    if (process.env.UPDATE_SCHEMA) {
      writeFileSync(path, serializeJson(DOCUMENT_SCHEMA));
    }
    expect(readFileSync(path, 'utf8')).toBe(serializeJson(DOCUMENT_SCHEMA));
  });
});
