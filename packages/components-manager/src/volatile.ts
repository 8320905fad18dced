import { isImmutable } from './expression/functions/index.js';
import { isPresentText, type SqlFinding } from './expression/scan.js';
import type { Operation } from './plan/operation.js';
import { descriptorOf } from './plan/operations/index.js';
import { outsideSource } from './plan/outside.js';
import { findingsIn, writtenParts } from './plan/sqltext.js';

/**
 * Words by which Python reaches more than its inputs: the session and all that leads to it, readers, files, processes, clocks and
 * chance, and whatever looks names up by their text. `df.sparkSession` leads to it too, and so does `__builtins__`.
 */
const REACHES_OUT =
  /(?<![\p{L}\p{N}_])(spark\w*|sc|sqlContext|sql_ctx|glue\w*|DynamicFrame\w*|boto\w*|read\w*|load\w*|open|input|table|eval|exec|compile|globals|locals|vars|getattr|context|rdd|rand\w*|shuffle|sample\w*|uuid\w*|now|today|curdate|current_\w+|localtimestamp|unix_timestamp|monotonically_increasing_id|__\w*)(?![\p{L}\p{N}_])/iu;

/** Modules that neither read data nor ask for the time or for chance (the words above aside). */
const PURE_MODULES: ReadonlySet<string> = new Set([
  'pyspark.sql',
  'pyspark.sql.functions',
  'pyspark.sql.types',
  'pyspark.sql.window',
  'collections',
  'decimal',
  'functools',
  'itertools',
  'json',
  'math',
  're',
  'string',
  'typing'
]);

const IMPORT = /\bimport\b/g;
const IMPORT_FROM = /\bfrom\s+([\w.]+)\s+import\b/g;
const IMPORT_PLAIN =
  /(?:^|[;:])[ \t]*import\s+([\w.]+)(?:\s+as\s+\w+)?[ \t]*(?=$|[;#])/gm;

/**
 * Return true for an operation that may give another result though its inputs, its parameters and the data that it reads are the same:
 * Custom PySpark that does not keep to its inputs, SQL that asks for the time, for chance, for the user or for where a row is stored, and
 * operations that choose by chance, or among rows without an order.
 *
 * The rule errs on the safe side, since a result that is kept by mistake shows old data, while one that is made anew only takes time:
 * code counts as volatile when any word of it (be it in text or a comment) reaches out of its inputs, or when it imports anything but
 * a few modules that cannot; so does SQL with a function that is not known.
 *
 * @param isOrdered - Return true where the rows of the operation's first input are in an order that was asked for.
 */
export function isVolatile(
  operation: Operation,
  isOrdered: () => boolean = () => false
): boolean {
  const descriptor = descriptorOf(operation);
  const code = descriptor.code(operation);
  if (code?.language === 'python') {
    return reachesOut(code.source);
  }
  if (descriptor.determinism(operation, isOrdered) === 'volatile') {
    return true;
  }
  const parts = writtenParts(operation);
  return (
    parts.literals.some(isPresentText) ||
    parts.calls.some(({ name, empty }) => !isImmutable(name, empty)) ||
    findingsIn(operation, parts).some(isVolatileFinding)
  );
}

function isVolatileFinding(finding: SqlFinding): boolean {
  switch (finding.kind) {
    case 'call':
      return (
        finding.qualified ||
        !isImmutable(finding.name.toLowerCase(), finding.empty)
      );
    case 'table': {
      const source = outsideSource(finding);
      return (
        source.kind === 'unknown' ||
        (source.kind === 'table' && !source.certain)
      );
    }
    default:
      return true;
  }
}

function reachesOut(code: string): boolean {
  if (REACHES_OUT.test(code)) {
    return true;
  }
  const known = [
    ...code.matchAll(IMPORT_FROM),
    ...code.matchAll(IMPORT_PLAIN)
  ].filter(([, module]) => PURE_MODULES.has(module));
  // An import that neither form took (`import a, b`) is not among the known ones either.
  return (code.match(IMPORT) ?? []).length > known.length;
}
