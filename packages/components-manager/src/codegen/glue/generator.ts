import { framesOf, OUT_PORT, splitFrame } from '../../plan/frame.js';
import type { AbsorbedNode, Operation } from '../../plan/operation.js';
import { needsOf, type JobNeeds } from '../../job/need.js';
import { BaseCodeGenerator, type Block } from '../base.js';
import { commentText } from '../python/literal.js';
import { LINE_LENGTH, ModulePrinter } from '../python/printer.js';
import {
  assign,
  method,
  name,
  NONE,
  type PyExpression,
  type PySection,
  type PyStatement
} from '../python/tree.js';
import { isError } from '../../problem.js';
import type { PrintResult } from '../../target/target.js';
import type { GeneratorInput } from '../script.js';
import { glueProblems } from './check.js';
import { ScriptContext } from './context.js';
import { datalakeRequirements } from './datalake.js';
import { headSections } from './head.js';
import { asksHiveCatalog, HIVE_REQUIREMENT } from './hive.js';
import { printOperation } from './operations/index.js';
import type { PrintScope } from './operations/printer.js';
import { lakefsSections } from './lakefs.js';
import { roleSections } from './role.js';

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
    const context = new ScriptContext(input);
    this._context = context;
    this._scope = this._scopeOf(context);
    for (const each of input.plan.absorbed ?? []) {
      const list = this._absorbed.get(each.operation) ?? [];
      list.push(each);
      this._absorbed.set(each.operation, list);
    }
  }

  /** Prints the script; problems of the plan are returned, never thrown. */
  generate(): PrintResult {
    const context = this._context;
    const { plan } = context.input;
    context.problems.push(...glueProblems(plan, context.input).filter(isError));
    if (context.problems.length > 0) {
      return { problems: context.problems };
    }
    // Variables of parameters come first, so that they have the parameters' own names.
    context.reserveParameters();
    const roles = [
      ...roleSections(context, plan),
      ...lakefsSections(context, plan)
    ];
    this.walk(plan);
    if (context.problems.length > 0) {
      return { problems: context.problems };
    }
    const needs = this._needs();
    if (context.problems.length > 0) {
      return { problems: context.problems };
    }
    const head = headSections(context);
    const printer = new ModulePrinter();
    for (const section of [
      ...context.importSections().map(statements => ({ statements })),
      ...context.requirements.list().flatMap(({ code }) =>
        code === undefined
          ? []
          : [
              {
                statements: [
                  { kind: 'fixed' as const, lines: code.split('\n') }
                ]
              }
            ]
      ),
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
        needs,
        ...(context.input.stepwise ? { variables: this._variables } : {})
      },
      problems: []
    };
  }

  /** Add what operations need of the job, and return the needs of all requirements; two that exclude each other are problems. */
  private _needs(): JobNeeds {
    const { plan } = this._context.input;
    const { requirements } = this._context;
    for (const each of datalakeRequirements(plan.operations)) {
      requirements.add(each);
    }
    if (plan.operations.some(asksHiveCatalog)) {
      requirements.add(HIVE_REQUIREMENT);
    }
    const { needs, conflicts } = needsOf(requirements.list());
    for (const conflict of conflicts) {
      this._refuse(`The steps need what can't be had together: ${conflict}.`);
    }
    for (const id of requirements.conflicts) {
      this._refuse(
        `Two components bring the requirement “${id}” with different content. Update what provides them, or use one of them.`
      );
    }
    return needs;
  }

  private _refuse(message: string): void {
    this._context.problems.push({
      code: 'requirement-conflict',
      severity: 'error',
      path: '',
      message
    });
  }

  protected enterBlock(block: Block): void {
    this._blockTitle = this._title(block.nodeId);
    this._statements = [this._heading(block.nodeId, this._blockTitle)];
  }

  protected leaveBlock(block: Block): void {
    this._print({ key: block.nodeId, statements: this._statements });
    if (this._absorbed.size === 0) {
      return;
    }
    for (const frame of block.operations.flatMap(framesOf)) {
      for (const { nodeId, by } of this._absorbed.get(frame) ?? []) {
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

  protected print(operation: Operation): readonly PyExpression[] {
    this._reserved = undefined;
    this._outputCount = operation.outputs?.length ?? 1;
    const printed = printOperation(
      this._scope,
      operation,
      this.inputs(operation)
    );
    if (printed === undefined) {
      return [NONE];
    }
    return 'kind' in printed
      ? [this._keep(operation, printed, this._reserved)]
      : printed.map(({ title, frame }, output) =>
          frame === undefined
            ? NONE
            : this._keep(
                operation,
                frame,
                this._variable(operation, title),
                output
              )
        );
  }

  /**
   * Gives a frame of an operation a variable, kept in memory when it is used more than once; what only the same node goes on with
   * stays an expression, to be chained.
   *
   * @param output - Place of the frame's port among the operation's outputs.
   */
  private _keep(
    operation: Operation,
    frame: PyExpression,
    variable?: string,
    output = 0
  ): PyExpression {
    const id = framesOf(operation)[output];
    const useCount = this.useCount(output);
    if (
      id !== operation.nodeId &&
      useCount === 1 &&
      this.firstUser(output)?.nodeId === operation.nodeId
    ) {
      return frame;
    }
    const target = variable ?? this._variable(operation);
    const { stepwise } = this._context.input;
    const persist = useCount > 1 && !stepwise;
    if (frame.kind !== 'name' || frame.id !== target || persist) {
      this._statements.push(
        assign(target, persist ? method(frame, 'persist') : frame)
      );
    }
    if (persist) {
      this._persisted.push(target);
    }
    if (stepwise && splitFrame(id).operation === operation.nodeId) {
      this._variables[id] = target;
    }
    return name(target);
  }

  private _scopeOf(context: ScriptContext): PrintScope {
    const title = (): string => this._blockTitle;
    return {
      context,
      get title() {
        return title();
      },
      add: (...statements) => this._statements.push(...statements),
      inputOperation: slot => this.inputOperation(slot),
      isUsed: output => this._isUsed(output),
      reserveVariable: operation => {
        this._reserved = this._variable(operation);
      }
    };
  }

  /** True where an output is read, and where none is: the frames then are what the plan is made for. */
  private _isUsed(output: number): boolean {
    if (this._context.input.stepwise || this.useCount(output) > 0) {
      return true;
    }
    for (let other = 0; other < this._outputCount; other++) {
      if (this.useCount(other) > 0) {
        return false;
      }
    }
    return true;
  }

  /** A name for a frame of an operation: of its node, what the operation does there, and the output where it is not the only one. */
  private _variable({ id, nodeId }: Operation, output?: string): string {
    const { operation, port } = splitFrame(id);
    const words = [
      this._blockTitle,
      operation.split('#')[1],
      output ?? (port === OUT_PORT ? undefined : port)
    ];
    return this._context.names.allocate(
      words.filter(word => word !== undefined).join(' '),
      nodeId
    );
  }

  private _title(nodeId: string): string {
    return this._context.input.titles.get(nodeId) ?? nodeId;
  }

  private readonly _context: ScriptContext;
  private readonly _scope: PrintScope;
  /** How many outputs the operation that is printed has. */
  private _outputCount = 1;
  /** The variable of the operation that is printed, where its printer has reserved one. */
  private _reserved: string | undefined;
  private _absorbed = new Map<string, AbsorbedNode[]>();
  private _blocks = new ModulePrinter();
  /** Title of the node whose block is printed. */
  private _blockTitle = '';
  private _statements: PyStatement[] = [];
  private _persisted: string[] = [];
  private _variables: Record<string, string> = {};
}
