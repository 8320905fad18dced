import { isReference, type Text, type Value } from '../../document/text.js';
import type { ParameterType } from '../../document/document.js';
import { framesOf } from '../../plan/frame.js';
import type { Operation } from '../../plan/operation.js';
import type { TargetProblem } from '../../target/target.js';
import { number } from '../python/literal.js';
import { NameAllocator } from '../python/name.js';
import {
  boolean,
  call,
  method,
  name,
  string,
  type PyExpression,
  type PyStatement
} from '../python/tree.js';
import type { GeneratorInput } from '../script.js';
import type { OVERWRITE_HELPERS } from './overwrite.js';
import { DEFAULT_VERSION } from '../../job/version.js';

/** What may be imported, by the name it has in the script. */
const IMPORTS: Record<string, PyStatement> = {
  ThreadPoolExecutor: {
    kind: 'from',
    module: 'concurrent.futures',
    name: 'ThreadPoolExecutor'
  },
  boto3: { kind: 'import', module: 'boto3' },
  DataFrame: { kind: 'from', module: 'pyspark.sql', name: 'DataFrame' },
  DynamicFrame: {
    kind: 'from',
    module: 'awsglue.dynamicframe',
    name: 'DynamicFrame'
  },
  F: { kind: 'from', module: 'pyspark.sql', name: 'functions', alias: 'F' },
  GlueContext: { kind: 'from', module: 'awsglue.context', name: 'GlueContext' },
  Job: { kind: 'from', module: 'awsglue.job', name: 'Job' },
  SparkConf: { kind: 'from', module: 'pyspark.conf', name: 'SparkConf' },
  SparkContext: {
    kind: 'from',
    module: 'pyspark.context',
    name: 'SparkContext'
  },
  T: { kind: 'from', module: 'pyspark.sql', name: 'types', alias: 'T' },
  Window: { kind: 'from', module: 'pyspark.sql', name: 'Window' },
  date: { kind: 'from', module: 'datetime', name: 'date' },
  datetime: { kind: 'from', module: 'datetime', name: 'datetime' },
  getResolvedOptions: {
    kind: 'from',
    module: 'awsglue.utils',
    name: 'getResolvedOptions'
  },
  os: { kind: 'import', module: 'os' },
  re: { kind: 'import', module: 're' },
  reduce: { kind: 'from', module: 'functools', name: 'reduce' },
  suppress: { kind: 'from', module: 'contextlib', name: 'suppress' },
  sys: { kind: 'import', module: 'sys' },
  unquote: { kind: 'from', module: 'urllib.parse', name: 'unquote' },
  uuid4: { kind: 'from', module: 'uuid', name: 'uuid4' },
  urlsplit: { kind: 'from', module: 'urllib.parse', name: 'urlsplit' }
};

const STANDARD = new Set([
  'concurrent.futures',
  'contextlib',
  'datetime',
  'functools',
  'os',
  're',
  'sys',
  'urllib.parse',
  'uuid'
]);

/** Helper functions that a script may hold. */
export type Helper =
  | 'assume_role'
  | 'assume_role_with_external_id'
  | 'conform'
  | 'conform_value'
  | 'fill_typical'
  | 'join_frames'
  | 'makes_columns'
  | 's3_path'
  | 'spread_rows'
  | keyof typeof OVERWRITE_HELPERS
  | 'literal_path'
  | 'partition_literal'
  | 'read_csv'
  | 'read_json'
  | 'sql_literal'
  | 'table_location'
  | 'well_formed'
  | 'whole_records';

/** What each helper uses. */
const HELPER_IMPORTS: Record<Helper, readonly (keyof typeof IMPORTS)[]> = {
  assume_role: ['SparkContext', 'boto3', 'os', 'urlsplit'],
  assume_role_with_external_id: [
    'SparkContext',
    'boto3',
    'os',
    'suppress',
    'urlsplit'
  ],
  conform: ['F'],
  conform_value: ['F', 'T'],
  fill_typical: ['F'],
  join_frames: ['F'],
  makes_columns: ['boto3'],
  s3_path: [],
  spread_rows: ['F'],
  literal_path: ['re'],
  partition_literal: [],
  read_csv: ['F', 'T', 're'],
  read_json: ['T'],
  sql_literal: ['date', 'datetime'],
  table_location: ['boto3'],
  staging_folder: ['uuid4'],
  object_keys: [],
  copy_objects: ['ThreadPoolExecutor'],
  remove_objects: [],
  role_client: ['boto3'],
  replace_files: ['boto3'],
  well_formed: ['F'],
  whole_records: ['F'],
  table_folder: ['boto3'],
  CatalogTable: ['boto3'],
  replace_table: ['boto3', 'unquote']
};

/** The helpers that a helper calls. */
const HELPER_USES: Partial<Record<Helper, readonly Helper[]>> = {
  conform: ['conform_value'],
  well_formed: ['whole_records'],
  replace_files: ['copy_objects', 'object_keys', 'remove_objects'],
  replace_table: [
    'CatalogTable',
    'copy_objects',
    'object_keys',
    'remove_objects'
  ]
};

/** Names the script itself uses. */
export const SCRIPT_NAMES: readonly string[] = [
  ...Object.keys(IMPORTS),
  ...Object.keys(HELPER_IMPORTS),
  'args',
  'given_arguments',
  'glueContext',
  'job',
  'optional_arguments',
  'spark'
];

/** What the parts of the Glue generator share while they print one script. */
export class ScriptContext {
  constructor(input: GeneratorInput) {
    this.input = input;
    for (const [parameter, { type }] of Object.entries(input.parameters)) {
      this._parameterTypes.set(parameter, type);
    }
  }

  readonly input: GeneratorInput;
  readonly names = new NameAllocator(SCRIPT_NAMES);
  readonly views = new NameAllocator();
  readonly problems: TargetProblem[] = [];
  readonly helpers = new Set<Helper>();
  /** Conversions between DynamicFrame and DataFrame. */
  conversions = 0;
  /** True once the script uses `spark`. */
  usesSpark = false;

  get version(): string {
    return this.input.glueVersion ?? DEFAULT_VERSION;
  }

  /** The operation of the plan that yields a frame. */
  operation(frame: string | undefined): Operation | undefined {
    this._operations ??= new Map(
      this.input.plan.operations.flatMap(each =>
        framesOf(each).map(id => [id, each])
      )
    );
    return this._operations.get(frame ?? '');
  }

  /** An imported name; the import follows. */
  imported(id: keyof typeof IMPORTS): PyExpression {
    let result = this._imports.get(id);
    if (result === undefined) {
      result = name(id);
      this._imports.set(id, result);
    }
    return result;
  }

  /** `F.function(args)`. */
  sql(
    functionName: string,
    args: readonly PyExpression[],
    keywords?: Readonly<Record<string, PyExpression | undefined>>
  ): PyExpression {
    return method(this.imported('F'), functionName, args, keywords);
  }

  /** A helper function of the script; what it uses itself is imported. */
  useHelper(helper: Helper): PyExpression {
    this.helpers.add(helper);
    HELPER_IMPORTS[helper].forEach(each => this.imported(each));
    HELPER_USES[helper]?.forEach(each => this.useHelper(each));
    return name(helper);
  }

  /** The Spark session of the script. */
  spark(): PyExpression {
    this.usesSpark = true;
    return name('spark');
  }

  /** A DataFrame as a DynamicFrame. */
  toDynamic(frame: PyExpression, context: string): PyExpression {
    this.conversions += 1;
    return method(this.imported('DynamicFrame'), 'fromDF', [
      frame,
      name('glueContext'),
      string(context)
    ]);
  }

  /** Gives every declared parameter its variable, so that each has the parameter's own name where it can. */
  reserveParameters(): void {
    for (const each of [...this._parameterTypes.keys()].sort()) {
      this._variables.set(each, this.names.allocate(each, 'parameter'));
    }
  }

  /** The variable of a pipeline parameter. */
  parameter(parameter: string): PyExpression {
    const variable = this._variables.get(parameter);
    if (variable === undefined) {
      throw new RangeError(
        `The plan uses a parameter not declared: ${parameter}`
      );
    }
    this._parameters.set(parameter, variable);
    return name(variable);
  }

  /** The type of a declared parameter. */
  parameterType(parameter: string): ParameterType | undefined {
    return this._parameterTypes.get(parameter);
  }

  /** Parameters in use and their variables, in the order of their names. */
  usedParameters(): [string, string][] {
    return [...this._parameters].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** A text with its parameters filled in as text. */
  text(text: Text): PyExpression {
    const only = text[0];
    if (
      text.length === 1 &&
      isReference(only) &&
      this.parameterType(only.parameter) === 'string'
    ) {
      return this.parameter(only.parameter);
    }
    return this._format(text, parameter => {
      const variable = this.parameter(parameter);
      return this.parameterType(parameter) === 'boolean'
        ? method(call(name('str'), [variable]), 'lower')
        : variable;
    });
  }

  /** A path in S3: what parameters make of it is checked by the script. */
  path(text: Text): PyExpression {
    const path = this.text(text);
    return text.some(isReference)
      ? call(this.useHelper('s3_path'), [path])
      : path;
  }

  /**
   * A path as Spark's readers take it, which read patterns (`{}[]*?\\`) unless those are escaped.
   *
   * Source: Apache Hadoop, FileSystem.globStatus: a backslash takes the special meaning from the character after it.
   */
  readPath(text: Text, patterns = false): PyExpression {
    if (patterns) {
      return this.path(text);
    }
    return text.some(isReference)
      ? call(this.useHelper('literal_path'), [this.path(text)])
      : string(text.join('').replace(/[\\{}[\]*?]/g, '\\$&'));
  }

  /** A text of Spark SQL: its parameters become SQL literals of their type. */
  sqlText(text: Text, block = false): PyExpression {
    const result = this._format(text, parameter => {
      return call(this.useHelper('sql_literal'), [this.parameter(parameter)]);
    });
    return block && (result.kind === 'string' || result.kind === 'format')
      ? { ...result, block }
      : result;
  }

  /**
   * A condition that the Data Catalog evaluates: its parameters become literals as GetPartitions takes them.
   *
   * https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
   */
  partitionText(text: Text): PyExpression {
    return this._format(text, parameter =>
      call(this.useHelper('partition_literal'), [this.parameter(parameter)])
    );
  }

  /** An option's value, typed as Python has it. */
  value(value: Value<string | number | boolean> | Text): PyExpression {
    if (Array.isArray(value)) {
      return this.text(value as Text);
    }
    if (isReference(value)) {
      return this.parameter(value.parameter);
    }
    switch (typeof value) {
      case 'string':
        return string(value);
      case 'number':
        return number(value);
      default:
        return boolean(value as boolean);
    }
  }

  /** Report that an operation can't be printed; `field` is a JSON pointer into it. */
  problem(
    operation: Pick<Operation, 'id' | 'nodeId'>,
    code: string,
    field: string,
    message: string
  ): void {
    this.problems.push({ code, severity: 'error', operation, field, message });
  }

  /** The imports in use, those of the standard library apart, as isort has them. */
  importSections(): PyStatement[][] {
    const used = [...this._imports.keys()].map(id => IMPORTS[id]);
    const key = (each: PyStatement): string =>
      each.kind === 'import'
        ? `0 ${each.module}`
        : each.kind === 'from'
          ? `1 ${each.module} ${/^[A-Z]/.test(each.name) ? 0 : 1} ${each.name}`
          : '';
    used.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const merged: PyStatement[] = [];
    for (const each of used) {
      const last = merged.at(-1);
      if (
        each.kind === 'from' &&
        last?.kind === 'from' &&
        each.module === last.module &&
        !each.alias
      ) {
        merged[merged.length - 1] = {
          ...last,
          name: `${last.name}, ${each.name}`
        };
      } else {
        merged.push(each);
      }
    }
    const standard = (each: PyStatement): boolean =>
      (each.kind === 'import' || each.kind === 'from') &&
      STANDARD.has(each.module);
    return [merged.filter(standard), merged.filter(each => !standard(each))];
  }

  private _format(
    text: Text,
    field: (parameter: string) => PyExpression
  ): PyExpression {
    const parts = text.map(part =>
      isReference(part) ? field(part.parameter) : part
    );
    return parts.every(part => typeof part === 'string')
      ? string(parts.join(''))
      : { kind: 'format', parts };
  }

  private _operations?: ReadonlyMap<string, Operation>;
  private _imports = new Map<string, PyExpression>();
  private _variables = new Map<string, string>();
  private _parameters = new Map<string, string>();
  private _parameterTypes = new Map<string, ParameterType>();
}
