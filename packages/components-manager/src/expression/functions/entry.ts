import type { Text } from '../../document/text.js';
import type { DataType } from '../../types/type.js';

/** What a function makes: one value of a row, of a group of rows, of a row among others, or many rows of one. */
export type FunctionKind = 'scalar' | 'aggregate' | 'window' | 'generator';

/**
 * How far a function's value depends on its arguments alone: always (`immutable`), within one run (`stable`: the present time, the user),
 * or not at all (`volatile`: chance, the place of a row).
 */
export type FunctionDeterminism = 'immutable' | 'stable' | 'volatile';

/** Finds the type of a result from the types of the arguments, as Spark 3.5 has it; unknown where it is not sure. */
export type TypeRule = (args: readonly DataType[]) => DataType;

/** Writes a call in a dialect, from its printed arguments. */
export type SqlWriter = (args: readonly Text[]) => Text;

/**
 * How a call is written in PySpark: `F.<name>(…)`, with one letter for each parameter. `c` takes a Column or the name of one, `v` a Column
 * (a text there is a value), `p` a plain Python value, `l` a Python lambda. `*` before a letter: any number of them; `!` before a letter:
 * PySpark must have this argument, where Spark SQL may leave it out.
 */
export interface PySparkForm {
  parameters: readonly PySparkParameter[];
  /** The PySpark version that the function came with; absent: 3.3 or earlier, which every version of Glue has. */
  since?: string;
}

/** One parameter of a function of `pyspark.sql.functions`. */
export interface PySparkParameter {
  takes: 'column' | 'value' | 'plain' | 'lambda';
  many: boolean;
  /** PySpark has no call without it. */
  needed: boolean;
}

/** What is known of a function of Spark SQL. */
export interface FunctionEntry<Name extends string = string> {
  /** In lower case. */
  name: Name;
  aliases: readonly string[];
  kind: FunctionKind;
  /** Fewest and most arguments. */
  arity: readonly [number, number];
  type: TypeRule;
  determinism: FunctionDeterminism;
  /** Without an argument it asks for the present time. */
  presentWithoutArgument: boolean;
  /** It only computes a value: no code that the arguments name is run, nothing else is read. */
  harmless: boolean;
  /** Of a window function: it returns a value of another row, found by an offset or within the frame. */
  reads?: 'offset' | 'value';
  /** Name and parameters: `lpad(text, length[, fill])`. */
  signature: string;
  /** One sentence. */
  about: string;
  /** How dialects write it; DuckDB's forms stand beside the families, in `duckdb/`. Absent: Spark SQL's own form is not there. */
  dialects: {
    /** Absent: it is written as `F.expr` of Spark SQL. */
    pyspark?: PySparkForm;
    /** Absent: `name(arguments)`. */
    sparkSql?: SqlWriter;
    /** A format of one Python expression; absent: the dialect can't write it. */
    pandas?: SqlWriter;
  };
}

/** The name that a signature begins with: what each function is known by where all must be answered for. */
export type NameOf<Signature extends string> =
  Signature extends `${infer Name}(${string}` ? Name : never;

/** What a definition may say beside signature, type and sentence. */
export interface FunctionOptions extends Partial<
  Pick<
    FunctionEntry,
    | 'aliases'
    | 'arity'
    | 'determinism'
    | 'harmless'
    | 'presentWithoutArgument'
    | 'reads'
  >
> {
  /** Letters of the parameters in PySpark, separated by blanks; see PySparkForm. */
  pyspark?: string;
  since?: string;
  sparkSql?: SqlWriter;
  pandas?: SqlWriter;
}

const TAKES: Readonly<Record<string, PySparkParameter['takes']>> = {
  c: 'column',
  v: 'value',
  p: 'plain',
  l: 'lambda'
};

/**
 * Return a function that defines functions of one kind. The arity is that of the signature: parameters in square brackets may be absent,
 * `...` stands for any number.
 *
 * @example
 * const define = definer('scalar');
 * define('lpad(text, length[, fill])', STRING, 'Fill a text up from the left.', { pyspark: 'c p !p' })
 */
export function definer(
  kind: FunctionKind
): <const Signature extends string>(
  signature: Signature,
  type: TypeRule,
  about: string,
  options?: FunctionOptions
) => FunctionEntry<NameOf<Signature>> {
  return <const Signature extends string>(
    signature: Signature,
    type: TypeRule,
    about: string,
    options: FunctionOptions = {}
  ) => ({
    name: signature.slice(0, signature.indexOf('(')) as NameOf<Signature>,
    aliases: options.aliases ?? [],
    kind,
    arity: options.arity ?? arityOf(signature),
    type,
    determinism: options.determinism ?? 'immutable',
    presentWithoutArgument: options.presentWithoutArgument ?? false,
    harmless: options.harmless ?? true,
    ...(options.reads ? { reads: options.reads } : {}),
    signature,
    about,
    dialects: {
      ...(options.pyspark === undefined
        ? {}
        : { pyspark: pySparkForm(options.pyspark, options.since) }),
      ...(options.sparkSql ? { sparkSql: options.sparkSql } : {}),
      ...(options.pandas ? { pandas: options.pandas } : {})
    }
  });
}

function pySparkForm(text: string, since: string | undefined): PySparkForm {
  return {
    parameters: text
      .split(' ')
      .filter(letters => letters !== '')
      .map(letters => ({
        takes: TAKES[letters.slice(-1)],
        many: letters.startsWith('*'),
        needed: letters.startsWith('!')
      })),
    ...(since === undefined ? {} : { since })
  };
}

function arityOf(signature: string): readonly [number, number] {
  const inside = signature.slice(signature.indexOf('(') + 1, -1);
  const parameters = inside.split(',').map(each => each.trim());
  const isMany = (each: string): boolean => each.includes('...');
  const named = parameters.filter(each => each !== '' && !isMany(each));
  // What stands after the first bracket may be absent.
  const bracket = inside.indexOf('[');
  const needed = (bracket < 0 ? inside : inside.slice(0, bracket))
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '' && !isMany(each));
  return [needed.length, parameters.some(isMany) ? Infinity : named.length];
}
