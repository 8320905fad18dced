import { isReference, type Text } from '../../document/text.js';
import { DEFAULT_VERSION } from '../../job/version.js';
import { framesOf } from '../../plan/frame.js';
import type { Operation } from '../../plan/operation.js';
import { NameAllocator } from '../python/name.js';
import { PythonScript, withUses } from '../python/script.js';
import {
  call,
  method,
  name,
  string,
  type PyExpression
} from '../python/tree.js';
import type { GeneratorInput } from '../script.js';
import { HELPER_NAMES, helperRequirement, type Helper } from './helper.js';
import { IMPORTS, type Imported } from './imports.js';
import { lakefsNames } from './lakefsrequirement.js';

/** Names the script itself uses. */
const SCRIPT_NAMES: readonly string[] = [
  ...Object.keys(IMPORTS),
  ...HELPER_NAMES,
  'args',
  'given_arguments',
  'glueContext',
  'job',
  'optional_arguments',
  'spark'
];

/** What the parts of the Glue generator share while they print one script: what Spark and AWS Glue add to a script in Python. */
export class ScriptContext extends PythonScript {
  constructor(readonly input: GeneratorInput) {
    super(input.parameters, [
      ...SCRIPT_NAMES,
      ...[...(input.plan.requirements?.values() ?? [])]
        .flatMap(withUses)
        .flatMap(({ defines = [] }) => defines),
      ...lakefsNames(input.plan)
    ]);
  }

  readonly views = new NameAllocator();
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
  imported(id: Imported): PyExpression {
    return this.importName(IMPORTS[id]);
  }

  /** `F.function(args)`. */
  sql(
    functionName: string,
    args: readonly PyExpression[],
    keywords?: Readonly<Record<string, PyExpression | undefined>>
  ): PyExpression {
    return method(this.imported('F'), functionName, args, keywords);
  }

  /** A helper function of the script; what it uses itself follows. */
  useHelper(helper: Helper): PyExpression {
    this.require(helperRequirement(helper));
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
    const result = this.format(text, parameter => {
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
    return this.format(text, parameter =>
      call(this.useHelper('partition_literal'), [this.parameter(parameter)])
    );
  }

  private _operations?: ReadonlyMap<string, Operation>;
}
