/**
 * Make random plans over tables of typed columns, each of which DuckDB has a form for: reads `{tables, templates, seeds}` as JSON from
 * standard input, prints for each seed the script for Spark with its variables, the SQL for DuckDB, the frames at the plan's ends and the
 * names of the steps.
 */
import { text } from 'node:stream/consumers';
import { load, readOf, schemaOf } from './compiler.mjs';

const { inferQuery, parseSqlExpression, parseType, printType } =
  await load('index');
const { TARGETS } = await load('codegen/targets');
const { descriptorOf } = await load('plan/operations/index');
const { framesOf } = await load('plan/frame');
const { checkTarget } = await load('target/target');
const { Dice } = await import('./dice.mjs');

const DUCKDB = TARGETS.get('duckdb');
const GLUE = TARGETS.get('glue');
const INPUT = { titles: new Map(), parameters: {}, glueVersion: '5.1' };
const TRIES = 60;
/** The steps there are; those with expressions more often. */
const KINDS = [
  ...['derive', 'derive', 'derive', 'derive', 'filter', 'filter', 'route'],
  ...['aggregate', 'aggregate', 'join', 'join', 'union', 'union', 'pivot'],
  ...['unpivot', 'distinct', 'fill', 'fill', 'window', 'top', 'select'],
  ...['setOperation', 'sql', 'sql']
];
const SLOT =
  /'(?:[^'\\]|\\.)*'|`[^`]*`|\b(y|h|i|l|j|k|d|e|f|p|q|s|u|b|c|dt|ts)\b(?!\s*\()/g;
const NUMBERS = ['int', 'bigint', 'double', 'decimal(10,2)', 'smallint'];
/** Extremes of these stop DuckDB in sums, or make sums of another order another number. */
const EXACT = /^e/;

const { tables, templates, types, literals, seeds } = JSON.parse(
  await text(process.stdin)
);
const result = {};
for (const seed of seeds) {
  result[seed] = new Maker(new Dice(seed)).make();
}
process.stdout.write(JSON.stringify(result));

/** Makes one plan. */
function Maker(dice) {
  const operations = [];
  const frames = [];
  let signless = false;

  const quoted = name => `\`${name.replaceAll('`', '``')}\``;
  const typeOf = column => printType(column.type);
  const names = frame => frame.schema.map(each => each.name);

  /** An expression of a type, as Spark SQL. */
  const expression = (frame, type, depth) => {
    const columns = frame.schema.filter(each => typeOf(each) === type);
    if (depth <= 0 || dice.below(3) === 0) {
      return columns.length > 0
        ? quoted(dice.of(columns).name)
        : dice.of(literals[type]);
    }
    const sub = of => expression(frame, of, depth - 1);
    switch (dice.below(8)) {
      case 0:
        return `CASE WHEN ${sub('boolean')} THEN ${sub(type)} ELSE ${sub(type)} END`;
      case 1:
        return `coalesce(${sub(type)}, ${sub(type)})`;
      case 2:
        return `nullif(${sub(type)}, ${sub(type)})`;
      default: {
        const found = templates.filter(each => each.type === type);
        if (found.length === 0) {
          return sub(type);
        }
        return `(${dice
          .of(found)
          .text.replace(SLOT, (whole, name) =>
            name === undefined ? whole : sub(types[name])
          )})`;
      }
    }
  };
  const condition = (frame, depth) => {
    const kinds = [...new Set(frame.schema.map(typeOf))];
    const type = dice.of(kinds);
    const other = NUMBERS.includes(type) ? dice.of(NUMBERS) : type;
    const sub = of => expression(frame, of, depth);
    switch (dice.below(7)) {
      case 0:
        return `${sub(type)} ${dice.of(['=', '<>', '<', '<=', '>', '>=', '<=>'])} ${sub(other)}`;
      case 1:
        return `${sub(type)} IS ${dice.of(['', 'NOT '])}NULL`;
      case 2:
        return `${sub(type)} IN (${sub(type)}, ${sub(type)})`;
      case 3:
        return `NOT (${sub('boolean')})`;
      case 4:
        return `(${sub('boolean')}) ${dice.of(['AND', 'OR'])} (${condition(frame, depth - 1)})`;
      case 5:
        return `${sub(type)} BETWEEN ${sub(type)} AND ${sub(other)}`;
      default:
        return expression(frame, 'boolean', depth + 1);
    }
  };
  const parsed = (frame, source, expect) => {
    const { expression: found, problems } = parseSqlExpression(source, {
      schema: frame.schema,
      ...(expect ? { expect } : {})
    });
    return problems.some(each => each.severity === 'error') ? undefined : found;
  };
  const everyColumn = frame =>
    names(frame).map(column => ({
      column,
      direction: dice.of(['ascending', 'descending']),
      ...(dice.below(3) === 0 ? { nulls: dice.of(['first', 'last']) } : {})
    }));
  const aggregates = (frame, prefix) => {
    const items = [{ function: 'count', name: `${prefix}rows` }];
    for (const [at, column] of dice.some(frame.schema, 3).entries()) {
      const type = typeOf(column);
      const isFloat = type === 'double' || type === 'float';
      const known = ['count', 'countDistinct', 'min', 'max'];
      if (isFloat ? EXACT.test(column.name) : /int|decimal/.test(type)) {
        known.push('sum', 'sum', 'avg');
      }
      const chosen = dice.of(known);
      signless ||= isFloat && (chosen === 'min' || chosen === 'max');
      items.push({
        function: chosen,
        column: column.name,
        name: `${prefix}a${at}`
      });
    }
    return items;
  };

  const steps = {
    filter: (base, frame) => {
      const found = parsed(frame, condition(frame, 1), 'condition');
      return found && { op: 'filter', ...base, condition: found };
    },
    derive: (base, frame) => {
      const whole = { op: 'project', ...base, keepOthers: true };
      const made = [1, 2, 3, 4, 5, 6].map(at => {
        const type = dice.of(templates).type;
        const name =
          dice.below(4) === 0 ? dice.of(names(frame)) : `x${at} ${base.id}`;
        return { name, expression: parsed(frame, expression(frame, type, 2)) };
      });
      const items = made.filter(
        ({ name, expression: found }, at) =>
          found !== undefined &&
          made.findIndex(each => each.name === name) === at &&
          fitting({ ...whole, items: [{ name, expression: found }] })
      );
      return items.length > 0 ? { ...whole, items } : undefined;
    },
    select: (base, frame) => ({
      op: 'project',
      ...base,
      items: dice.some(frame.schema, frame.schema.length).map(({ name }) => ({
        name: dice.below(3) === 0 ? `${name}_${base.id}` : name,
        expression: { kind: 'column', name }
      }))
    }),
    join: (base, frame) => {
      const other = dice.below(3) === 0 ? dice.of(frames) : read();
      const left = dice.of(frame.schema);
      const alike = other.schema.filter(each => typeOf(each) === typeOf(left));
      const right = dice.of(
        dice.below(5) === 0 || alike.length === 0 ? other.schema : alike
      );
      const how = dice.of(['inner', 'left', 'right', 'full', 'semi', 'anti']);
      const half = how === 'semi' || how === 'anti';
      return {
        op: 'join',
        ...base,
        inputs: [frame.id, other.id],
        how,
        keys: [{ left: left.name, right: right.name }],
        output: [
          ...names(frame).map(name => ({ name, side: 'left', column: name })),
          ...(half
            ? []
            : names(other).map(name => ({
                name: `${name}_${base.id}`,
                side: 'right',
                column: name
              })))
        ],
        collision: { rule: 'suffix', suffix: '_right' }
      };
    },
    union: (base, frame) => ({
      op: 'union',
      ...base,
      inputs: [frame.id, (dice.below(2) ? dice.of(frames) : read()).id],
      distinct: dice.below(4) === 0,
      allowMissing: true
    }),
    aggregate: (base, frame) => ({
      op: 'aggregate',
      ...base,
      keys: dice.some(names(frame), 3).slice(0, dice.below(4)),
      aggregates: aggregates(frame, `${base.id}_`)
    }),
    pivot: (base, frame) => {
      const columns = frame.schema.filter(each =>
        ['int', 'string'].includes(typeOf(each))
      );
      if (columns.length === 0) {
        return undefined;
      }
      const column = dice.of(columns);
      const values =
        typeOf(column) === 'int' ? [1, 7, -1, null] : ['abc', '', 'b', null];
      return {
        op: 'pivot',
        ...base,
        keys: dice.some(
          names(frame).filter(name => name !== column.name),
          2
        ),
        column: column.name,
        values: dice.some(values, 3).map((value, at) => ({
          value: { kind: 'literal', value, type: column.type },
          label: `v${at}_${base.id}`
        })),
        aggregates: aggregates(frame, '').slice(0, 2)
      };
    },
    unpivot: (base, frame) => {
      const type = typeOf(dice.of(frame.schema));
      const columns = frame.schema
        .filter(each => typeOf(each) === type)
        .map(each => each.name);
      return {
        op: 'unpivot',
        ...base,
        ids: dice.some(
          names(frame).filter(name => !columns.includes(name)),
          3
        ),
        columns,
        nameColumn: `name ${base.id}`,
        valueColumn: `value ${base.id}`,
        dropNulls: dice.below(2) === 0
      };
    },
    distinct: base => ({ op: 'distinct', ...base }),
    fill: (base, frame) => {
      const column = dice.of(frame.schema);
      const kind = dice.of(['constant', 'previous', 'mean', 'median', 'mode']);
      const isFloat = ['double', 'float'].includes(typeOf(column));
      if (kind === 'mean' && isFloat && !EXACT.test(column.name)) {
        return undefined;
      }
      const value = parsed(frame, expression(frame, typeOf(column), 0));
      signless ||= kind !== 'constant';
      return {
        op: 'fill',
        ...base,
        fills: [
          {
            column: column.name,
            by: kind === 'constant' ? { kind, value } : { kind }
          }
        ],
        partition: dice
          .some(names(frame), 2)
          .filter(name => name !== column.name),
        order: kind === 'previous' ? everyColumn(frame) : []
      };
    },
    window: (base, frame) => {
      signless = true;
      const column = dice.of(frame.schema);
      const argument = { kind: 'column', name: column.name };
      const items = dice
        .some(
          [
            { function: 'rowNumber', args: [] },
            { function: 'rank', args: [] },
            { function: 'denseRank', args: [] },
            { function: 'lag', args: [argument] },
            { function: 'lead', args: [argument] },
            { function: 'first', args: [argument] },
            { function: 'last', args: [argument] },
            { function: 'max', args: [argument] },
            { function: 'count', args: [argument] }
          ],
          3
        )
        .map((item, at) => ({ ...item, name: `w${at}_${base.id}` }));
      return {
        op: 'window',
        ...base,
        partition: dice.some(names(frame), 2).slice(0, dice.below(3)),
        order: everyColumn(frame),
        items,
        ...(dice.below(2) === 0
          ? {
              frame: {
                unit: 'rows',
                from: dice.of(['unbounded', { preceding: 1 }]),
                to: dice.of(['current', 'unbounded', { following: 1 }])
              }
            }
          : {}),
        ...(dice.below(4) === 0 ? { firstRows: 2 } : {})
      };
    },
    setOperation: (base, frame) => {
      const alike = frames.filter(
        each =>
          JSON.stringify(each.schema.map(typeOf)) ===
            JSON.stringify(frame.schema.map(typeOf)) &&
          JSON.stringify(names(each)) === JSON.stringify(names(frame))
      );
      // Rows that are equal but for the sign of a zero are one.
      signless = true;
      return {
        op: 'setOperation',
        ...base,
        inputs: [frame.id, dice.of(alike).id],
        kind: dice.of(['intersect', 'except']),
        distinct: dice.below(2) === 0
      };
    },
    sql: (base, frame) => {
      const other = dice.below(2) === 0 ? read() : undefined;
      const pair =
        other &&
        frame.schema.flatMap(a =>
          other.schema
            .filter(b => typeOf(a) === typeOf(b))
            .map(b => [a.name, b.name])
        );
      const joined = pair?.length > 0 ? dice.of(pair) : undefined;
      // With another table names of columns are qualified, or may be of both.
      const seen = joined === undefined ? frame : { schema: [] };
      const on = name => (joined === undefined ? name : `a.${name}`);
      const columns = dice
        .some(frame.schema, 4)
        .map(({ name }) => ({ text: on(quoted(name)), name }));
      const values = joined
        ? [`b.${quoted(joined[1])}`, 'count(*)', `max(a.${quoted(joined[0])})`]
        : [
            expression(seen, dice.of(templates).type, 1),
            'count(*)',
            `count(DISTINCT ${quoted(dice.of(names(frame)))})`
          ];
      const isGrouped = dice.below(2) === 0;
      signless ||= isGrouped;
      const items = [
        ...columns.map(each => each.text),
        ...(isGrouped ? values.slice(1) : values.slice(0, 1)).map(
          (each, at) => `${each} AS v${at}_${base.id}`
        )
      ];
      const how = dice.of(['JOIN', 'LEFT JOIN', 'FULL OUTER JOIN']);
      const ordered = columns.map(each => quoted(each.name));
      const parts = [
        `SELECT ${!isGrouped && dice.below(4) === 0 ? 'DISTINCT ' : ''}${items.join(', ')}`,
        'FROM a',
        ...(joined
          ? [`${how} b ON a.${quoted(joined[0])} = b.${quoted(joined[1])}`]
          : []),
        ...(!joined && dice.below(2) === 0
          ? [`WHERE ${condition(frame, 1)}`]
          : []),
        ...(isGrouped ? [`GROUP BY ${columns.map(each => each.text)}`] : []),
        ...(isGrouped && dice.below(3) === 0 ? ['HAVING count(*) > 1'] : []),
        ...(isGrouped && !joined && dice.below(2) === 0
          ? [
              `ORDER BY ${ordered.map(each => `${each} ${dice.of(['', 'DESC', 'NULLS LAST'])}`)}`,
              `LIMIT ${dice.below(4)}`
            ]
          : [])
      ];
      const query = parts.join('\n');
      const sources = joined ? [frame, other] : [frame];
      const inputs = new Map(
        sources.map((each, at) => [['a', 'b'][at], each.schema])
      );
      const { schema, problems } = inferQuery(query, inputs);
      return problems.length > 0 || schema === undefined
        ? undefined
        : {
            op: 'sql',
            ...base,
            inputs: sources.map(each => each.id),
            schema,
            query: [query],
            aliases: [...inputs.keys()]
          };
    },
    route: (base, frame) => {
      const conditions = [1, 2].map(() =>
        parsed(frame, condition(frame, 1), 'condition')
      );
      return conditions.every(Boolean)
        ? {
            op: 'route',
            ...base,
            match: dice.of(['first', 'every']),
            outputs: ['one', 'two', 'rest'],
            routes: conditions.map((each, at) => ({
              port: ['one', 'two'][at],
              title: `Route ${at}`,
              condition: each
            })),
            otherwise: { port: 'rest', title: 'Rest' }
          }
        : undefined;
    },
    top: (base, frame) => {
      signless = true;
      const sort = { op: 'sort', ...base, by: everyColumn(frame) };
      const id = `${base.id}l`;
      return [
        sort,
        {
          op: 'limit',
          id,
          nodeId: id,
          inputs: [base.id],
          count: dice.below(6)
        }
      ];
    }
  };

  /** Return an operation with its columns, if they are known and few, and DuckDB has a form for it. */
  const fitting = operation => {
    const inputs = operation.inputs.map(
      id => frames.find(each => each.id === id)?.schema
    );
    const schema =
      operation.schema ?? descriptorOf(operation).output(operation, inputs);
    if (schema === undefined || schema.length > 24) {
      return undefined;
    }
    const whole = { ...operation, schema };
    const all = { operations: [...operations, whole] };
    return checkTarget(DUCKDB, all, INPUT).some(
      each => each.severity === 'error' && each.operation.id === whole.id
    )
      ? undefined
      : whole;
  };
  const add = operation => {
    const whole = fitting(operation);
    if (whole === undefined) {
      return false;
    }
    operations.push(whole);
    const { schema } = whole;
    framesOf(whole).forEach(id => frames.push({ id, schema }));
    return true;
  };
  const read = () => {
    const id = `r${operations.length}`;
    const { path, columns } = dice.of(tables);
    add(readOf(id, path, schemaOf(columns)));
    return frames[frames.length - 1];
  };

  this.make = () => {
    read();
    const wanted = 2 + dice.below(4);
    for (let made = 0, tries = 0; made < wanted && tries < TRIES; tries++) {
      const frame =
        dice.below(6) === 0 ? dice.of(frames) : frames[frames.length - 1];
      const id = `s${operations.length}`;
      const before = [operations.length, frames.length, signless];
      const found = steps[dice.of(KINDS)](
        { id, nodeId: id, inputs: [frame.id] },
        frame
      );
      const list = found === undefined ? [] : [found].flat();
      if (list.length > 0 && list.every(add)) {
        made++;
      } else {
        [operations.length, frames.length, signless] = before;
      }
    }
    const used = new Set(operations.flatMap(each => each.inputs));
    const ends = frames.map(each => each.id).filter(frame => !used.has(frame));
    const plan = { operations };
    const spark = GLUE.print(plan, { ...INPUT, stepwise: true });
    const duckdb = DUCKDB.print(plan, INPUT);
    if (!spark.script || !duckdb.script) {
      const problems = [...spark.problems, ...duckdb.problems];
      throw new Error(problems.map(each => each.message).join('\n'));
    }
    return {
      spark: spark.script.text,
      duckdb: duckdb.script.text,
      ends: ends.map(frame => spark.script.variables[frame]),
      steps: operations.map(each => each.op),
      signless
    };
  };
}
