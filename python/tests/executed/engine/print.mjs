/**
 * Print expressions of Spark SQL as queries of DuckDB: reads `{columns: [[name, type]], path, expressions}` as JSON from standard input,
 * prints for each expression `{script}` or `{why}`.
 */
import { text } from 'node:stream/consumers';
import { load, readOf, schemaOf } from './compiler.mjs';

const { parseSqlExpression, typeOf } = await load('index');
const { TARGETS } = await load('codegen/targets');

const { columns, path, expressions } = JSON.parse(await text(process.stdin));
const schema = schemaOf(columns);
const target = TARGETS.get('duckdb');
const read = readOf('data', path, schema);
const result = expressions.map(each => {
  const { expression } = parseSqlExpression(each, { schema });
  const items = [
    { name: 'n', expression: { kind: 'column', name: 'n' } },
    { name: 'value', expression }
  ];
  const project = {
    op: 'project',
    id: 'value',
    nodeId: 'value',
    inputs: ['data'],
    items,
    schema: items.map(({ name, expression: one }) => ({
      name,
      type: typeOf(one, { schema })
    }))
  };
  const { script, problems } = target.print(
    { operations: [read, project] },
    { titles: new Map(), parameters: {} }
  );
  return script
    ? { script: script.text }
    : { why: problems.map(problem => problem.message).join(' ') };
});
process.stdout.write(JSON.stringify(result));
