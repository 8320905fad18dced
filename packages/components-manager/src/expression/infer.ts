import type { ComponentProblem } from '../problem.js';
import { isIntegral, isNumeric, isTemporal, isText } from '../types/cast.js';
import { printType } from '../types/print.js';
import type { DataType } from '../types/type.js';
import { arithmeticType, commonOf, UNKNOWN } from './arithmetic.js';
import { resultType } from './functions/index.js';
import { windowParts, type ColumnNode, type SqlNode } from './node.js';

/** Finds the type of a name; unknown where it is not sure. */
export type NameTypes = {
  column(node: ColumnNode): DataType;
  parameter(name: string): DataType;
};

const COMPARISONS = new Set([
  '=',
  '==',
  '<=>',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>='
]);
const BOOLEAN: DataType = { kind: 'boolean' };

/** Finds types, and remarks on values compared that can't be compared. */
export class TypeInference {
  constructor(
    private readonly _names: NameTypes,
    private readonly _path: string
  ) {}

  readonly problems: ComponentProblem[] = [];

  /** The type of an expression; unknown where it is not sure. */
  typeOf(node: SqlNode): DataType {
    switch (node.kind) {
      case 'literal':
        return node.type;
      case 'parameter':
        return this._names.parameter(node.name);
      case 'column':
        return this._names.column(node);
      case 'unary': {
        const type = this.typeOf(node.operand);
        return node.operator === 'not' ? BOOLEAN : type;
      }
      case 'binary':
        return this._binary(node.operator, node.left, node.right);
      case 'test':
        this._test(node);
        return BOOLEAN;
      case 'case': {
        node.branches.forEach(branch => this.typeOf(branch));
        return commonOf(node.results.map(result => this.typeOf(result)));
      }
      case 'cast':
        this.typeOf(node.operand);
        return node.type.kind === 'char' || node.type.kind === 'varchar'
          ? { kind: 'string' }
          : node.type;
      case 'call': {
        const types = node.args.map(arg => this.typeOf(arg));
        if (node.over !== undefined) {
          windowParts(node.over).forEach(part => this.typeOf(part));
        }
        return node.name === 'mod' && types.length === 2
          ? arithmeticType(
              '%',
              beside(node.args[0], types[0], types[1]),
              beside(node.args[1], types[1], types[0])
            )
          : resultType(node.name, types);
      }
      case 'field': {
        const type = this.typeOf(node.operand);
        return type.kind === 'struct'
          ? (type.fields.find(
              field => field.name.toLowerCase() === node.name.toLowerCase()
            )?.type ?? UNKNOWN)
          : UNKNOWN;
      }
      case 'item': {
        const type = this.typeOf(node.operand);
        return type.kind === 'array'
          ? type.element
          : type.kind === 'map'
            ? type.value
            : UNKNOWN;
      }
      case 'lambda':
        // Its arguments have types that are not known here.
        return UNKNOWN;
      case 'tuple':
        node.items.forEach(item => this.typeOf(item));
        return UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  private _binary(operator: string, left: SqlNode, right: SqlNode): DataType {
    const a = this.typeOf(left);
    const b = this.typeOf(right);
    if (operator === 'and' || operator === 'or') {
      return BOOLEAN;
    }
    if (COMPARISONS.has(operator)) {
      this._compare(left, a, right, b);
      return BOOLEAN;
    }
    return arithmeticType(operator, beside(left, a, b), beside(right, b, a));
  }

  private _test(node: Extract<SqlNode, { kind: 'test' }>): void {
    const types = node.args.map(arg => this.typeOf(arg));
    if (
      node.test === 'in' ||
      node.test === 'between' ||
      node.test === 'distinct'
    ) {
      for (let index = 1; index < node.args.length; index++) {
        this._compare(node.args[0], types[0], node.args[index], types[index]);
      }
    }
  }

  private _compare(
    left: SqlNode,
    a: DataType,
    right: SqlNode,
    b: DataType
  ): void {
    const clash = comparisonClash(a, literalText(left), b, literalText(right));
    if (clash !== undefined) {
      this.problems.push({
        code: 'incomparable-types',
        severity: 'warning',
        path: this._path,
        message: `${this._name(left, a)} is compared with ${this._name(right, b)}: ${clash}`
      });
    }
  }

  private _name(node: SqlNode, type: DataType): string {
    switch (node.kind) {
      case 'column':
        return `“${node.parts.join('.')}” (${printType(type)})`;
      case 'parameter':
        return `the parameter “${node.name}” (${printType(type)})`;
      case 'literal':
        return node.value === null
          ? 'NULL'
          : isText(type)
            ? `the text '${String(node.value)}'`
            : String(node.value);
      default:
        return `a value of type ${printType(type)}`;
    }
  }
}

/** A whole number written beside a decimal counts as a decimal of just its digits, as in Spark. */
function beside(node: SqlNode, type: DataType, other: DataType): DataType {
  return node.kind === 'literal' && isIntegral(type) && other.kind === 'decimal'
    ? { kind: 'decimal', precision: String(node.value).length, scale: 0 }
    : type;
}

function literalText(node: SqlNode): string | undefined {
  return node.kind === 'literal' &&
    node.type.kind === 'string' &&
    typeof node.value === 'string'
    ? node.value
    : undefined;
}

type Family = 'number' | 'text' | 'time' | 'boolean' | 'binary' | 'other';

function familyOf(type: DataType): Family | undefined {
  if (isNumeric(type)) {
    return 'number';
  }
  if (isText(type)) {
    return 'text';
  }
  if (isTemporal(type)) {
    return 'time';
  }
  switch (type.kind) {
    case 'boolean':
    case 'binary':
      return type.kind;
    case 'unknown':
    case 'void':
      return undefined;
    default:
      return 'other';
  }
}

/**
 * Why comparing two values does not do what one may expect, or undefined when it does. The texts are those of string literals, which
 * Spark turns into the other side's type.
 */
function comparisonClash(
  a: DataType,
  aText: string | undefined,
  b: DataType,
  bText: string | undefined
): string | undefined {
  const families = [familyOf(a), familyOf(b)];
  if (families[0] === undefined || families[1] === undefined) {
    return undefined;
  }
  if (families[0] === families[1]) {
    return families[0] === 'other' && a.kind !== b.kind
      ? 'Spark can’t compare them.'
      : a.kind === 'map'
        ? 'Spark can’t compare maps.'
        : undefined;
  }
  const other = families.find(family => family !== 'text');
  if (!families.includes('text') || other === 'other') {
    return 'Spark can’t compare them. Cast one of them.';
  }
  const text = families[0] === 'text' ? aText : bText;
  if (text === undefined) {
    return other === 'number'
      ? 'Spark makes a number of the text, and null of text that is none. Cast one of them.'
      : undefined;
  }
  const shape = SHAPES.get(other ?? 'text');
  return shape === undefined || shape.pattern.test(text.trim())
    ? undefined
    : `the text is no ${shape.name}, so the comparison is never true. Write ${shape.example}.`;
}

interface Shape {
  pattern: RegExp;
  name: string;
  example: string;
}

/** How text must look for Spark to make a value of each family of it. */
const SHAPES: ReadonlyMap<Family, Shape> = new Map<Family, Shape>(
  Object.entries({
    number: {
      pattern: /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?[df]?$/i,
      name: 'number',
      example: 'a number, without quotes'
    },
    time: {
      pattern:
        /^([-+]?\d{4,}(-\d{1,2}){0,2}([ T].*)?|\d{1,2}:\d{1,2}.*|epoch|now|today|tomorrow|yesterday)$/i,
      name: 'date or time',
      example: "one as DATE'2013-01-31' or TIMESTAMP'2013-01-31 12:00:00'"
    },
    boolean: {
      pattern: /^(t|true|y|yes|1|f|false|n|no|0)$/i,
      name: 'boolean',
      example: 'TRUE or FALSE'
    }
  }) as [Family, Shape][]
);
