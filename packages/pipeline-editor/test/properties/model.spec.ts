/** @jest-environment jsdom */
import './dom';
import { createRegistry } from '@glueflow/components-core';
import {
  type PipelineDocument,
  type Problem,
  type Schema
} from '@glueflow/components-manager';
import { editsOf, kept, withValue } from '../../src/properties/form/edit';
import { readNumber } from '../../src/properties/form/value';
import { FieldProblems } from '../../src/properties/form/problem';
import { fieldsOf, uiSchemaOf } from '../../src/properties/form/schema';
import { FormValidator } from '../../src/properties/form/validator';
import { namesOf, suggest } from '../../src/properties/editors/completion';
import { spliceOf } from '../../src/properties/editors/view';
import { lineOf, newItem } from '../../src/properties/list/list';
import { moved } from '../../src/properties/pickers/column';
import { Catalog, sizeText } from '../../src/properties/pickers/catalog';
import { filterOptions } from '../../src/properties/pickers/options';
import { folderOf, pathOptions } from '../../src/properties/pickers/path';
import { typeProblem, TYPES } from '../../src/properties/pickers/type';
import {
  newParameterName,
  readDefault,
  renameEdits,
  usersOf
} from '../../src/properties/pipeline/model';

const registry = createRegistry();
const schemaOf = (id: string): Record<string, unknown> =>
  registry.get(id)?.configuration ?? {};

describe('properties/form', () => {
  describe('FormValidator', () => {
    const validator = new FormValidator();

    it('knows 2020-12: what is unevaluated, conditions, references within the whole', () => {
      const schema = schemaOf('filter-rows');
      expect(validator.isValid(schema, { mode: 'expression' }, schema)).toBe(
        true
      );
      expect(validator.isValid(schema, { nope: 1 }, schema)).toBe(false);
      const condition = { $ref: '#/$defs/condition' };
      const nested = (depth: number): object =>
        depth === 0
          ? { operator: 'eq', column: 'a' }
          : { operator: 'and', conditions: [nested(depth - 1)] };
      expect(validator.isValid(condition, nested(5), schema)).toBe(true);
      expect(
        validator.isValid(
          condition,
          { operator: 'and', conditions: [{ operator: 'is' }] },
          schema
        )
      ).toBe(false);
    });

    it('changes nothing in the data', () => {
      const data = {};
      validator.isValid(schemaOf('join'), data, schemaOf('join'));
      expect(data).toEqual({});
    });

    it('tells what is wrong at its place', () => {
      const { errors, errorSchema } = validator.validateFormData(
        { keys: [{ left: 1 }] },
        schemaOf('join')
      );
      expect(errors.map(({ property }) => property)).toEqual(
        expect.arrayContaining(['.keys.0.left', '.keys.0.right'])
      );
      expect(validator.toErrorList(errorSchema)).toHaveLength(errors.length);
    });

    it('takes a schema that is none for one that nothing fits', () => {
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      expect(validator.isValid({ type: 'nope' as never }, 1, {})).toBe(false);
      expect(
        validator.rawValidation({ type: 'nope' as never }, 1).validationError
      ).toBeInstanceOf(Error);
      warn.mockRestore();
    });
  });

  it('finds the fields of the branch that holds, after what they depend on', () => {
    const schema = schemaOf('s3-input');
    const names = (config: object): string[] =>
      fieldsOf(schema, config, schema).map(({ name }) => name);
    expect(names({})).not.toContain('header');
    const csv = names({ format: 'csv' });
    expect(csv.indexOf('header')).toBe(csv.indexOf('format') + 1);
    expect(uiSchemaOf(schema)['ui:order']).toEqual(
      expect.arrayContaining(['header', 'multiLine', '*'])
    );
  });

  it('says that a field within a verbatim one is verbatim too', () => {
    const schema = schemaOf('sql-query');
    const columns = schema.properties as Record<string, { items: object }>;
    const [name] = fieldsOf(
      columns.columns.items as Record<string, unknown>,
      {},
      schema,
      '/columns/0'
    );
    expect(name.path).toBe('/columns/0/name');
    expect(name.hint.verbatim).toBe(true);
  });

  it('writes what was edited, and nothing that rjsf filled in', () => {
    expect(editsOf({ a: 1, b: [1] }, { a: 2, b: [1] })).toEqual({ a: 2 });
    expect(editsOf({ a: 1 }, {})).toEqual({ a: undefined });
    expect(editsOf({ a: 1 }, { a: 2, filled: true }, 'root_a')).toEqual({
      a: 2
    });
    expect(editsOf({ a_b: 1, a: 1 }, { a_b: 2, a: 2 }, 'root_a_b')).toEqual({
      a_b: 2
    });
  });

  it('keeps nothing of what a field has by itself', () => {
    expect(kept('', {}, false)).toBeUndefined();
    expect(kept('', {}, true)).toBe('');
    expect(kept('', { default: '"' }, false)).toBe('');
    expect(kept('inner', { default: 'inner' }, false)).toBeUndefined();
    expect(kept(false, { default: true }, false)).toBe(false);
    expect(kept([], { default: [] }, false)).toBeUndefined();
  });

  it('puts a value at a place, and takes it away', () => {
    expect(withValue({ a: [1, { b: 2 }] }, ['a', '1', 'b'], 3)).toEqual({
      a: [1, { b: 3 }]
    });
    expect(withValue({ a: [1, 2] }, ['a', '0'], undefined)).toEqual({ a: [2] });
    expect(withValue(undefined, ['a'], 1)).toEqual({ a: 1 });
  });

  it.each([
    ['1', 1],
    ['1.', 1],
    ['-2.5e3', -2500],
    ['1_000', '1_000'],
    ['', undefined],
    ['9007199254740993', '9007199254740993']
  ] as const)('reads the number %p as %p', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it('maps problems to fields', () => {
    const problem = (path: string): Problem => ({
      code: 'x',
      severity: 'error',
      path,
      message: path
    });
    const problems = new FieldProblems(
      ['', '/a', '/a/0/b', '/ab', '/x~1y'].map(problem)
    );
    const paths = (list: readonly Problem[]): string[] =>
      list.map(({ path }) => path);
    expect(paths(problems.at('/a'))).toEqual(['/a']);
    expect(paths(problems.within('/a'))).toEqual(['/a', '/a/0/b']);
    expect(paths(problems.outside(['a', 'x/y']))).toEqual(['', '/ab']);
  });
});

describe('properties/list', () => {
  it('makes a new entry of what has to be there', () => {
    const schema = schemaOf('aggregate');
    const { aggregates, keys } = schema.properties as Record<
      string,
      { items: Record<string, unknown> }
    >;
    expect(newItem(aggregates.items, schema)).toEqual({ function: 'count' });
    expect(newItem(keys.items, schema)).toBe('');
    const { columns } = schemaOf('sql-query').properties as typeof keys & {
      columns: { items: Record<string, unknown> };
    };
    expect(newItem(columns.items, schema)).toEqual({
      name: '',
      type: 'string'
    });
  });

  it('puts conditional fields of an entry below its line', () => {
    const schema = schemaOf('aggregate');
    const { aggregates } = schema.properties as Record<
      string,
      { items: Record<string, unknown> }
    >;
    const { line, below } = lineOf(
      fieldsOf(aggregates.items, { function: 'first' }, schema),
      aggregates.items
    );
    expect(line.map(({ name }) => name)).toEqual([
      'function',
      'column',
      'name'
    ]);
    expect(below.map(({ name }) => name)).toEqual(['ignoreNulls']);
  });

  it('gives code a line of its own', () => {
    const schema = schemaOf('derived-columns');
    const { columns } = schema.properties as Record<
      string,
      { items: Record<string, unknown> }
    >;
    const { line, below } = lineOf(
      fieldsOf(columns.items, {}, schema),
      columns.items
    );
    expect(line.map(({ name }) => name)).toEqual(['name', 'type']);
    expect(below.map(({ name }) => name)).toEqual(['expression']);
  });

  it('moves entries', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b'], 5, 0)).toEqual(['a', 'b']);
  });
});

describe('properties/pickers', () => {
  it('finds options, those that begin so first', () => {
    const options = ['xab', 'ab', 'c'].map(value => ({ value }));
    expect(filterOptions(options, 'AB').map(({ value }) => value)).toEqual([
      'ab',
      'xab'
    ]);
    expect(filterOptions(options, '')).toHaveLength(3);
  });

  it('knows every type it offers, and says what is wrong with another', () => {
    expect(TYPES.filter(type => typeProblem(type) !== undefined)).toEqual([]);
    expect(typeProblem('decimal(')).toBeTruthy();
    expect(typeProblem('')).toBeUndefined();
  });

  it('browses one folder of S3 after the other', () => {
    expect(folderOf('')).toBe('s3://');
    expect(folderOf('s3://buck')).toBe('s3://');
    expect(folderOf('s3://bucket/a/b')).toBe('s3://bucket/a/');
    expect(
      pathOptions('s3://b/', {
        folders: [{ name: 'x/' }],
        objects: [{ name: 'y.csv', detail: '1 KB' }],
        more: false
      }).map(({ value, opens }) => [value, opens])
    ).toEqual([
      ['s3://b/x/', true],
      ['s3://b/y.csv', undefined]
    ]);
    expect(sizeText(1536)).toBe('1.5 KB');
  });

  it('asks once, and again after a failure', async () => {
    let asked = 0;
    const catalog = new Catalog({
      get: <T>(): Promise<T> => {
        asked++;
        return asked === 1
          ? Promise.reject(new Error('expired'))
          : Promise.resolve({ databases: [{ name: 'd' }] } as T);
      }
    });
    await expect(catalog.databases()).rejects.toThrow('expired');
    await expect(catalog.databases()).resolves.toEqual([{ name: 'd' }]);
    await catalog.databases();
    expect(asked).toBe(2);
    await catalog.databases('other');
    expect(asked).toBe(3);
  });
});

describe('properties/editors', () => {
  const columns: Schema = [
    { name: 'origin', type: { kind: 'string' } },
    { name: 'two words', type: { kind: 'int' } }
  ];
  const scope = {
    kind: 'sql-query' as const,
    inputs: [{ name: 'flights', columns }, { name: 'other' }],
    parameters: { day: { type: 'date' as const } }
  };
  const labels = (before: string, kind = scope.kind as never): string[] =>
    suggest({ ...scope, kind }, before, true)?.suggestions.map(
      ({ label }) => label
    ) ?? [];

  it('offers columns, inputs, parameters, functions and words', () => {
    expect(labels('select ')).toEqual(
      expect.arrayContaining([
        'origin',
        'flights',
        '${day}',
        'coalesce',
        'FROM'
      ])
    );
    expect(labels('x ', 'sql-expression' as never)).not.toContain('SELECT');
  });

  it('offers functions with their arguments and what they do', () => {
    expect(
      suggest(scope, 'select lpa', false)?.suggestions.find(
        ({ label }) => label === 'lpad'
      )
    ).toEqual({
      label: 'lpad',
      apply: 'lpad(',
      detail: '(text, length[, fill])',
      info: 'Fill a text up from the left.',
      type: 'function'
    });
    expect(labels('select lc')).toContain('lcase');
  });

  it('offers the columns of the input that is named', () => {
    expect(labels('select flights.or')).toEqual(['origin', 'two words']);
    expect(
      suggest(scope, 'select flights.tw', false)?.suggestions[1]
    ).toMatchObject({ apply: '`two words`', detail: 'int' });
    expect(labels('select other.')).toEqual([]);
  });

  it('offers parameters after ${', () => {
    expect(suggest(scope, 'a = ${d', false)).toMatchObject({
      from: 4,
      suggestions: [{ label: '${day}', detail: 'date' }]
    });
  });

  it('offers columns within quotes of Python, and functions after F.', () => {
    expect(labels("x = F.col('or", 'python' as never)).toEqual([
      'origin',
      'two words'
    ]);
    expect(labels('F.co', 'python' as never)).toContain('coalesce');
    expect(labels('flights.', 'python' as never)).toEqual(
      expect.arrayContaining(['origin', 'withColumn'])
    );
  });

  it('keeps quiet where no word has been begun', () => {
    expect(suggest(scope, 'select ', false)).toBeUndefined();
    const boostOf = (before: string): number | undefined =>
      suggest(scope, before, false)?.suggestions.find(
        ({ type }) => type === 'variable'
      )?.boost;
    expect(boostOf('select x from f')).toBe(50);
    expect(boostOf('select f')).toBe(2);
  });

  it('calls inputs as the compiler does', () => {
    const inputs = ['Flights 2013', 'Airlines'].map(title => ({
      port: 'in',
      edge: title,
      fromNode: 'x',
      fromPort: 'out',
      frame: 'x',
      title
    }));
    expect(namesOf('sql-query', inputs, undefined)).toEqual([
      'flights_2013',
      'airlines'
    ]);
    expect(namesOf('python', inputs, ['f'])).toEqual(['f', 'airlines']);
  });

  it('replaces only what differs', () => {
    expect(spliceOf('select a', 'select ab')).toEqual({
      start: 8,
      end: 8,
      text: 'b'
    });
    expect(spliceOf('aXb', 'ab')).toEqual({ start: 1, end: 2, text: '' });
    expect(spliceOf('aa', 'aaa')).toEqual({ start: 2, end: 2, text: 'a' });
    expect(spliceOf('x', 'x')).toBeUndefined();
  });
});

describe('properties/pipeline', () => {
  const document = {
    nodes: {
      a: {
        component: 's3-output',
        config: { path: 's3://b/${day}/$${day}', files: { $parameter: 'day' } }
      },
      b: {
        component: 'filter-rows',
        config: {
          condition: {
            operator: 'and',
            conditions: [{ operator: 'eq', column: '${day}', value: '${day}' }]
          }
        }
      },
      c: {
        component: 'custom-pyspark',
        config: { code: 'return "${day}"' }
      },
      d: { component: 'unheard-of', config: { x: ['${day}'] } }
    }
  } as unknown as PipelineDocument;

  it('follows a parameter that is called otherwise, but not into plain text', () => {
    expect(renameEdits(document, registry, 'day', 'date')).toEqual({
      a: { path: 's3://b/${date}/$${day}', files: { $parameter: 'date' } },
      b: {
        condition: {
          operator: 'and',
          conditions: [{ operator: 'eq', column: '${day}', value: '${date}' }]
        }
      },
      d: { x: ['${date}'] }
    });
    expect(usersOf(document, registry, 'day')).toEqual(['a', 'b', 'd']);
    expect(usersOf(document, registry, 'da')).toEqual([]);
  });

  it('finds a new name, and reads defaults by type', () => {
    expect(newParameterName(['parameter_1'])).toBe('parameter_2');
    expect(readDefault('3', 'integer')).toBe(3);
    expect(readDefault('3', 'string')).toBe('3');
    expect(readDefault('true', 'boolean')).toBe(true);
    expect(readDefault('', 'string')).toBeUndefined();
  });
});
