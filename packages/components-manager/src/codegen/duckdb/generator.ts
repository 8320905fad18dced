import { isReference, type Text } from '../../document/text.js';
import { NO_NEEDS } from '../../job/need.js';
import { framesOf, OUT_PORT, splitFrame } from '../../plan/frame.js';
import type {
  AbsorbedNode,
  Operation,
  Plan,
  SqlOperation,
  WriteOperation
} from '../../plan/operation.js';
import { printStatements } from '../../sql/printer.js';
import {
  collectMacros,
  queryParts,
  text,
  type SqlMacro,
  type SqlQuery,
  type SqlStatement,
  type SqlStep
} from '../../sql/tree.js';
import type {
  OperationProblem,
  PrintResult,
  TargetInput
} from '../../target/target.js';
import type { ScriptOutput, ScriptTable } from '../../target/script.js';
import type { Schema } from '../../types/type.js';
import { identifier } from '../python/name.js';
import {
  everything,
  orderBy,
  type DuckDbFrame,
  type DuckDbScope
} from './frame.js';
import { nameProblems } from './names.js';
import { nanStatements } from './nan.js';
import { NoForm } from './noform.js';
import { printOperation } from './operations/index.js';
import { parameterStatements } from './parameters.js';
import { queryOperations } from './query.js';
import { printWrite, type PrintedWrite } from './write.js';

/** A frame with the query that makes it. */
interface Made extends DuckDbFrame {
  operation: Operation;
  inputs: readonly Made[];
  query: SqlQuery;
  /** How many frames and outputs read it. */
  uses: number;
  /** It is in a table of its own, as several statements read it. */
  table?: boolean;
}

/** A statement that writes, or shows, the rows of a frame. */
interface End {
  frame: Made;
  write?: { operation: WriteOperation; printed: PrintedWrite };
}

/**
 * Prints a plan as SQL of DuckDB: one step of a WITH for each operation, one statement for each output. What several statements read is a
 * temporary table. Everything that DuckDB would do in another way than Spark is a problem.
 */
export class CodeGeneratorDuckDb {
  constructor(
    private readonly _plan: Plan,
    private readonly _input: TargetInput
  ) {}

  /** Return all that has no form. */
  check(): readonly OperationProblem[] {
    this._walk();
    return this._problems;
  }

  /** Return the script, unless something has no form. */
  generate(): PrintResult {
    this._walk();
    if (this._problems.some(({ severity }) => severity === 'error')) {
      return { problems: this._problems };
    }
    const ends = this._ends();
    this._chooseTables(ends);
    const queries: SqlStatement[] = [
      ...this._made
        .filter(({ table }) => table)
        .map(frame => this._statement(frame)),
      ...ends.map(end => this._end(end))
    ];
    const { text: script, lines } = printStatements([
      { kind: 'comment', lines: this._heading() },
      {
        kind: 'set',
        name: 'TimeZone',
        value: text('UTC')
      },
      ...nanStatements(this._plan),
      ...parameterStatements(this._input),
      ...this._before,
      ...macrosOf(queries),
      ...queries
    ]);
    return {
      script: {
        text: script,
        lines,
        conversions: 0,
        needs: NO_NEEDS,
        outputs: ends.flatMap(({ write }) =>
          write ? [outputOf(write.operation)] : []
        ),
        tables: this._plan.operations.flatMap(tableOf)
      },
      problems: this._problems
    };
  }

  /**
   * Return a query of the rows of one frame, with the statements that must stand before it, unless something has no form. Nothing is
   * written; the session's zone must be UTC, and statistics must not count (see `nanStatements`).
   *
   * @param frame - Id of the frame, of a plan that ends with it.
   */
  query(frame: string): {
    rows?: { before: readonly string[]; query: string; schema: Schema };
    problems: readonly OperationProblem[];
  } {
    this._walk();
    const made = this._frames.get(frame);
    if (
      made === undefined ||
      this._problems.some(({ severity }) => severity === 'error')
    ) {
      return { problems: this._problems };
    }
    const query = this._end({ frame: made });
    const before = [
      ...parameterStatements(this._input),
      ...this._before,
      ...macrosOf([query])
    ];
    return {
      rows: {
        before: before.map(textOf),
        query: textOf(query),
        schema: made.schema
      },
      problems: this._problems
    };
  }

  private _walk(): void {
    for (const { nodeId, operation, by } of this._plan.absorbed ?? []) {
      const list = this._absorbed.get(operation);
      const entry = { nodeId, operation, by };
      if (list) {
        list.push(entry);
      } else {
        this._absorbed.set(operation, [entry]);
      }
    }
    for (const operation of this._plan.operations) {
      this._problems.push(...nameProblems(operation));
      this._print(operation);
    }
  }

  /** @param query - The person's query that the operation is a part of. */
  private _print(operation: Operation, query?: SqlOperation): void {
    const inputs = operation.inputs.map(each => this._frames.get(each));
    if (!inputs.every(each => each !== undefined)) {
      // What it reads has a problem of its own, or is no part of the plan.
      return;
    }
    const scope = this._scope(operation, query);
    const { schema } = operation;
    if (schema === undefined && operation.op !== 'write') {
      scope.problem(
        '',
        operation.op === 'read'
          ? 'the columns are not known. Declare them, or ask the catalog'
          : 'the columns of the result are not known'
      );
      return;
    }
    if (operation.op === 'write') {
      const [frame] = inputs;
      const printed = printWrite(scope, operation, frame);
      frame.uses++;
      if (printed) {
        this._writes.push({ frame, write: { operation, printed } });
      }
      return;
    }
    if (operation.op === 'sql') {
      scope
        .at('/query', () =>
          queryOperations(
            operation,
            inputs.map(each => each.schema),
            this._input.parameters
          )
        )
        ?.forEach(each => this._print(each, operation));
      return;
    }
    const printed = printOperation(scope, operation, inputs);
    const frames = framesOf(operation);
    // Each frame of an operation with several computes its inputs by itself.
    inputs.forEach(each => (each.uses += frames.length));
    for (const [index, { query, order }] of (printed ?? []).entries()) {
      const made: Made = {
        name: this._name(operation, frames[index]),
        schema: schema ?? [],
        ...(order ? { order } : {}),
        operation,
        inputs,
        query,
        uses: 0
      };
      this._frames.set(frames[index], made);
      this._made.push(made);
    }
  }

  private _scope(operation: Operation, query?: SqlOperation): DuckDbScope {
    const problem: DuckDbScope['problem'] = (field, message, more = {}) => {
      this._problems.push({
        code: more.code ?? 'duckdb-no-form',
        severity: more.severity ?? 'error',
        operation: query ?? operation,
        field: query === undefined ? field : '/query',
        message: `DuckDB does not give Spark’s rows here: ${message.replace(/\.$/, '')}. Change it, or run the pipeline with Spark.`,
        ...(more.fix ? { fix: more.fix } : {})
      });
    };
    return {
      parameters: this._input.parameters,
      before: statement => this._before.push(statement),
      name: word => this._allocate(`${this._title(operation.nodeId)} ${word}`),
      problem,
      at: (field, print) => {
        try {
          return print();
        } catch (error) {
          if (error instanceof NoForm) {
            problem(field, error.message);
            return undefined;
          }
          throw error;
        }
      }
    };
  }

  private _ends(): End[] {
    return [
      ...this._writes,
      ...this._made
        .filter(({ uses }) => uses === 0)
        .map((frame): End => ({ frame }))
    ];
  }

  /** What is read more than once, and by more than one statement, is computed once. */
  private _chooseTables(ends: readonly End[]): void {
    const reached = new Map<Made, Set<End>>();
    for (const end of ends) {
      const open = [end.frame];
      for (let next = open.pop(); next; next = open.pop()) {
        const found = reached.get(next) ?? new Set();
        if (!found.has(end)) {
          found.add(end);
          reached.set(next, found);
          open.push(...next.inputs);
        }
      }
    }
    for (const [frame, found] of reached) {
      frame.table = frame.uses > 1 && found.size > 1;
    }
  }

  /** The steps that make a frame, from tables on. */
  private _steps(frame: Made, self: boolean): SqlStep[] {
    const wanted = new Set<Made>();
    const open = self ? [frame] : [...frame.inputs];
    for (let next = open.pop(); next; next = open.pop()) {
      if (!wanted.has(next) && (!next.table || next === frame)) {
        wanted.add(next);
        open.push(...next.inputs);
      }
    }
    let last: string | undefined;
    return this._made
      .filter(each => wanted.has(each))
      .map(({ name, query, operation }) => {
        const { nodeId } = operation;
        const comments = [
          ...(nodeId === last ? [] : [this._comment(nodeId)]),
          ...this._absorbedBy(operation)
        ];
        last = nodeId;
        return { name, query, nodeId, comments };
      });
  }

  private _statement(frame: Made): SqlStatement {
    return {
      kind: 'query',
      steps: this._steps(frame, false),
      body: frame.query,
      comments: [
        this._comment(frame.operation.nodeId),
        ...this._absorbedBy(frame.operation)
      ],
      nodeId: frame.operation.nodeId,
      into: { kind: 'table', name: frame.name }
    };
  }

  private _end({ frame, write }: End): SqlStatement {
    const steps = this._steps(frame, !frame.table);
    return write
      ? {
          kind: 'query',
          steps,
          body: write.printed.body,
          into: write.printed.into,
          comments: [
            this._comment(write.operation.nodeId),
            ...write.printed.comments
          ],
          nodeId: write.operation.nodeId
        }
      : {
          kind: 'query',
          steps,
          body: {
            ...everything(frame),
            ...(frame.order ? { orderBy: orderBy(frame.order) } : {})
          }
        };
  }

  private _absorbedBy(operation: Operation): string[] {
    return framesOf(operation)
      .flatMap(each => this._absorbed.get(each) ?? [])
      .flatMap(({ nodeId, by }) => [
        this._comment(nodeId),
        by === 'read'
          ? 'Done by the condition of this read.'
          : 'Nothing to do: the columns are the same.'
      ]);
  }

  private _heading(): string[] {
    return [
      'Made by Glueflow. DuckDB 1.5 gives the rows that the Glue job gives.',
      ...(usesS3(this._plan)
        ? [
            'Files in S3 need the extension httpfs and a secret: CREATE SECRET (TYPE s3, PROVIDER credential_chain).'
          ]
        : [])
    ];
  }

  private _comment(nodeId: string): string {
    return `[${nodeId}] ${this._title(nodeId)}`;
  }

  private _title(nodeId: string): string {
    return this._input.titles.get(nodeId) ?? nodeId;
  }

  private _name({ nodeId, outputs }: Operation, frame: string): string {
    const { operation, port } = splitFrame(frame);
    return this._allocate(
      [
        this._title(nodeId),
        operation.split('#')[1],
        outputs === undefined && port === OUT_PORT ? undefined : port
      ]
        .filter(word => word !== undefined)
        .join(' '),
      nodeId
    );
  }

  private _allocate(title: string, fallback = 'step'): string {
    const base = identifier(title) || identifier(fallback) || 'step';
    let name = base;
    for (let count = 2; this._taken.has(name); count++) {
      name = `${base}_${count}`;
    }
    this._taken.add(name);
    return name;
  }

  private readonly _frames = new Map<string, Made>();
  private readonly _made: Made[] = [];
  private readonly _writes: End[] = [];
  private readonly _before: SqlStatement[] = [];
  private readonly _problems: OperationProblem[] = [];
  private readonly _absorbed = new Map<string, AbsorbedNode[]>();
  /** Names that are given, and those of joins' sides. */
  private readonly _taken = new Set(['l', 'r', 'file', 'files', 'unpivoted']);
}

/** A statement as text, without the sign that ends it. */
function textOf(statement: SqlStatement): string {
  return printStatements([statement]).text.replace(/;\n$/, '');
}

function macrosOf(statements: readonly SqlStatement[]): SqlStatement[] {
  const found = new Set<SqlMacro>();
  for (const statement of statements) {
    if (statement.kind === 'query') {
      for (const query of [
        ...statement.steps.map(step => step.query),
        statement.body
      ]) {
        for (const part of queryParts(query)) {
          collectMacros(part, found);
        }
      }
    }
  }
  return [...found].map(macro => ({ kind: 'macro', macro }));
}

function outputOf({
  nodeId,
  sink,
  mode,
  partitionKeys
}: WriteOperation): ScriptOutput {
  return {
    nodeId,
    path: sink.kind === 's3' ? sink.path : [],
    mode,
    partitionKeys
  };
}

/** Return what a read needs to know of a partitioned table: whoever runs it checks the partitions. */
export function tableOf(operation: Operation): ScriptTable[] {
  if (operation.op !== 'read' || operation.source.kind !== 'catalog') {
    return [];
  }
  const { nodeId, source } = operation;
  const { catalogId, database, table, location, partitionKeys = [] } = source;
  return location === undefined || partitionKeys.length === 0
    ? []
    : [
        {
          nodeId,
          ...(catalogId ? { catalogId } : {}),
          database,
          table,
          location,
          partitionKeys: partitionKeys.map(each => each.name)
        }
      ];
}

function usesS3({ operations }: Plan): boolean {
  const isS3 = (path: Text): boolean => {
    const [first] = path;
    return isReference(first) || /^s3[an]?:/.test(first ?? '');
  };
  return operations.some(
    operation =>
      (operation.op === 'read' &&
        (operation.source.kind === 'catalog' ||
          operation.source.paths.some(isS3))) ||
      (operation.op === 'write' &&
        operation.sink.kind === 's3' &&
        isS3(operation.sink.path))
  );
}
