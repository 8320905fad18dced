import type {
  AbsorbedNode,
  CodeOperation,
  Operation,
  ReadOperation,
  SqlOperation
} from '../../plan/operation.js';
import { NO_NEEDS, type JobNeeds } from '../../job/need.js';
import { sparkIdentifier } from '../../types/print.js';
import { BaseCodeGenerator, type Block } from '../base.js';
import { commentText } from '../python/literal.js';
import { LINE_LENGTH, ModulePrinter } from '../python/printer.js';
import { functionBody } from '../python/source.js';
import {
  assign,
  call,
  method,
  name,
  NONE,
  string,
  type PyExpression,
  type PySection,
  type PyStatement
} from '../python/tree.js';
import type { GenerationResult, GeneratorInput } from '../script.js';
import { targetProblems } from './check.js';
import { ScriptContext } from './context.js';
import { datalakeNeeds } from './datalake.js';
import { columnExpression } from './expression.js';
import { headSections } from './head.js';
import { helperStatement } from './helper.js';
import { asksHiveCatalog } from './hive.js';
import { printRead } from './read.js';
import { roleSections } from './role.js';
import {
  printAggregate,
  printDistinct,
  printJoin,
  printProject,
  printSort,
  printUnion
} from './transform.js';
import { printWrite } from './write.js';

/**
 * Prints a plan as a PySpark script for AWS Glue 4.0, 5.0, 5.1 or 6.0.
 *
 * The script is the same to the byte for the same plan, titles, parameters and version.
 *
 * Source: AWS Glue developer guide, "AWS Glue PySpark extensions reference".
 */
export class CodeGeneratorGlue extends BaseCodeGenerator<PyExpression> {
  constructor(input: GeneratorInput) {
    super();
    this._context = new ScriptContext(input);
    for (const each of input.plan.absorbed ?? []) {
      const list = this._absorbed.get(each.operation) ?? [];
      list.push(each);
      this._absorbed.set(each.operation, list);
    }
  }

  /** Prints the script; problems of the plan are returned, never thrown. */
  generate(): GenerationResult {
    const context = this._context;
    const { plan } = context.input;
    context.problems.push(
      ...targetProblems(
        plan.operations.filter(
          each => each.op === 'read' || each.op === 'write'
        ),
        context.input.parameters,
        context.version
      )
    );
    // Variables of parameters come first, so that they have the parameters' own names.
    context.reserveParameters();
    const roles = roleSections(context, plan);
    this.walk(plan);
    if (context.problems.length > 0) {
      return { problems: context.problems };
    }
    const head = headSections(context);
    const printer = new ModulePrinter();
    for (const section of [
      ...context.importSections().map(statements => ({ statements })),
      ...[...context.helpers]
        .sort()
        .map(helper => ({ statements: [helperStatement(helper)] })),
      ...head,
      ...roles
    ]) {
      printer.add(section);
    }
    printer.append(this._blocks);
    printer.add({
      statements: this._persisted.map(each => ({
        kind: 'expression',
        value: method(name(each), 'unpersist')
      }))
    });
    printer.add({
      statements: [{ kind: 'expression', value: method(name('job'), 'commit') }]
    });
    const module = printer.finish();
    return {
      script: {
        text: module.text,
        get lines() {
          return module.lines;
        },
        conversions: context.conversions,
        needs: this._needs(),
        ...(context.input.stepwise ? { variables: this._variables } : {})
      },
      problems: []
    };
  }

  private _needs(): JobNeeds {
    const { operations } = this._context.input.plan;
    return {
      ...NO_NEEDS,
      ...datalakeNeeds(operations),
      hiveCatalog: operations.some(asksHiveCatalog)
    };
  }

  protected enterBlock(block: Block): void {
    this._blockTitle = this._title(block.nodeId);
    this._statements = [this._heading(block.nodeId, this._blockTitle)];
  }

  protected leaveBlock(block: Block): void {
    this._print({ key: block.nodeId, statements: this._statements });
    for (const { id } of block.operations) {
      for (const { nodeId, by } of this._absorbed.get(id) ?? []) {
        this._print({
          key: nodeId,
          statements: [
            this._heading(nodeId, this._title(nodeId)),
            {
              kind: 'comment',
              text:
                by === 'read'
                  ? 'Done by the read above: its partition predicate says the same.'
                  : 'Nothing to do: the columns are the same.'
            }
          ]
        });
      }
    }
  }

  /** Prints a section at once: what is kept of a large pipeline is text, not trees. */
  private _print(section: PySection): void {
    if (this._context.problems.length === 0) {
      this._blocks.add(section);
    }
  }

  private _heading(nodeId: string, title: string): PyStatement {
    return {
      kind: 'comment',
      text: commentText(`[${nodeId}] ${title}`, LINE_LENGTH - 2)
    };
  }

  protected print(operation: Operation): PyExpression {
    const context = this._context;
    const inputs = this.inputs(operation);
    switch (operation.op) {
      case 'read':
        return this._read(operation);
      case 'write':
        this._statements.push(
          ...printWrite(context, operation, inputs[0], this.inputOperation(0))
        );
        return NONE;
      case 'project':
        return this._keep(
          operation,
          printProject(context, operation, inputs[0])
        );
      case 'filter':
        return this._keep(
          operation,
          method(inputs[0], 'filter', [
            columnExpression(context, operation.condition)
          ])
        );
      case 'join':
        return this._keep(
          operation,
          printJoin(
            context,
            operation,
            inputs[0],
            inputs[1],
            this.inputOperation(0)?.schema
          )
        );
      case 'union':
        return this._keep(operation, printUnion(context, operation, inputs));
      case 'aggregate':
        return this._keep(
          operation,
          printAggregate(context, operation, inputs[0])
        );
      case 'sort':
        return this._keep(operation, printSort(context, operation, inputs[0]));
      case 'distinct':
        return this._keep(
          operation,
          printDistinct(context, operation, inputs[0])
        );
      case 'sql':
        return this._keep(operation, this._sql(operation, inputs));
      case 'code':
        return this._keep(operation, this._code(operation, inputs));
    }
  }

  /**
   * Gives an operation's frame a variable, kept in memory when it is used more than once; what only the same node goes on with
   * stays an expression, to be chained.
   */
  private _keep(
    operation: Operation,
    frame: PyExpression,
    variable?: string
  ): PyExpression {
    if (
      operation.id !== operation.nodeId &&
      this.useCount === 1 &&
      this.firstUser?.nodeId === operation.nodeId
    ) {
      return frame;
    }
    const target = variable ?? this._variable(operation);
    const { stepwise } = this._context.input;
    const persist = this.useCount > 1 && !stepwise;
    if (frame.kind !== 'name' || frame.id !== target || persist) {
      this._statements.push(
        assign(target, persist ? method(frame, 'persist') : frame)
      );
    }
    if (persist) {
      this._persisted.push(target);
    }
    if (stepwise && operation.id === operation.nodeId) {
      this._variables[operation.nodeId] = target;
    }
    return name(target);
  }

  private _variable(operation: Operation): string {
    const helper = operation.id.split('#')[1];
    const title = this._blockTitle;
    return this._context.names.allocate(
      helper ? `${title} ${helper}` : title,
      operation.nodeId
    );
  }

  private _title(nodeId: string): string {
    return this._context.input.titles.get(nodeId) ?? nodeId;
  }

  private _read(operation: ReadOperation): PyExpression {
    const variable = this._variable(operation);
    const frame = printRead(this._context, operation);
    return this._keep(operation, frame, variable);
  }

  /**
   * Runs a query over views of the inputs. A native catalog read may live in a Spark session of its own, where a temporary view is
   * out of sight of `spark.sql`; global temporary views are seen by all.
   */
  private _sql(
    operation: SqlOperation,
    inputs: readonly PyExpression[]
  ): PyExpression {
    const context = this._context;
    operation.aliases.forEach((alias, index) => {
      const view = context.views.allocate(
        `${this._blockTitle} ${alias}`,
        operation.nodeId
      );
      this._statements.push(
        {
          kind: 'expression',
          value: method(inputs[index], 'createOrReplaceGlobalTempView', [
            string(view)
          ])
        },
        {
          kind: 'expression',
          value: method(
            method(context.spark(), 'table', [string(`global_temp.${view}`)]),
            'createOrReplaceTempView',
            [string(sparkIdentifier(alias))]
          )
        }
      );
    });
    return method(context.spark(), 'sql', [
      context.sqlText(operation.query, true)
    ]);
  }

  /** A function that holds the person's source, and its call. */
  private _code(
    operation: CodeOperation,
    inputs: readonly PyExpression[]
  ): PyExpression {
    const context = this._context;
    const body = functionBody(operation.source);
    if ('message' in body) {
      context.problem(
        operation,
        'bad-source',
        // As the field of the step is called.
        '/code',
        `Line ${body.line} of the code ${body.message}.`
      );
      return NONE;
    }
    for (const each of ['F', 'Window', 'DynamicFrame'] as const) {
      if (body.names.has(each)) {
        context.imported(each);
      }
    }
    if (body.names.has('spark')) {
      context.spark();
    }
    const target = context.names.allocate(
      `run ${this._blockTitle}`,
      `run ${operation.nodeId}`
    );
    this._statements.push({
      kind: 'function',
      name: target,
      parameters: operation.arguments,
      body: { source: body.source }
    });
    return call(name(target), inputs);
  }

  private _context: ScriptContext;
  private _absorbed = new Map<string, AbsorbedNode[]>();
  private _blocks = new ModulePrinter();
  /** Title of the node whose block is printed. */
  private _blockTitle = '';
  private _statements: PyStatement[] = [];
  private _persisted: string[] = [];
  private _variables: Record<string, string> = {};
}
