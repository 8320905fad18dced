import { tokenize, type Token } from '../../expression/lexer.js';
import type { Operation, SqlOperation } from '../../plan/operation.js';
import { sameName } from '../../types/cast.js';

/** Words by which Custom PySpark may get at tables by name: the session and all that leads to it, and what takes a table's name. */
const CATALOG_WORD =
  /(?<![\p{L}\p{N}_])(spark\w*|sqlContext|sql_ctx|HiveContext|SQLContext|glue\w*|table|saveAsTable|insertInto|writeTo)(?![\p{L}\p{N}_])/iu;

/** Words that end the list of relations after FROM. */
const CLAUSE = new Set(
  'where group having order sort cluster distribute limit offset window union intersect except minus select on using lateral qualify'.split(
    ' '
  )
);

/**
 * Return whether an operation asks Spark's session catalog for tables, which is the Data Catalog only with `--enable-glue-datacatalog`:
 * Custom PySpark that may name one, and SQL that reads more than its inputs.
 *
 * With that argument Spark asks for the databases `default` and `global_temp`, so that a job that does not need it must not have it
 * where Lake Formation guards them. The rule errs on the side of the argument.
 *
 * Source: AWS Glue developer guide, aws-glue-programming-etl-glue-data-catalog-hive.
 */
export function asksHiveCatalog(operation: Operation): boolean {
  return operation.op === 'code'
    ? CATALOG_WORD.test(operation.source)
    : operation.op === 'sql' && readsOutside(operation);
}

/** True when a query names a relation that is neither an input nor one that it defines itself. */
function readsOutside({ query, aliases }: SqlOperation): boolean {
  const tokens = tokenize(query).filter(
    ({ kind }) => kind !== 'space' && kind !== 'comment'
  );
  const known = [...aliases, ...defined(tokens)];
  return relations(tokens).some(
    name => !known.some(each => sameName(each, name))
  );
}

/** The names before `AS (`: common table expressions. */
function defined(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, index) => {
    const names = isName(token) && wordAt(tokens, index + 1) === 'as';
    return names && tokens[index + 2]?.text === '(' ? [token.value] : [];
  });
}

/** The first part of each name that stands where a relation does; of a name with several parts all, so that it is no input. */
function relations(tokens: readonly Token[]): string[] {
  const found: string[] = [];
  // For each open bracket, whether a list of relations goes on.
  const open = [false];
  let expected = false;
  tokens.forEach((token, index) => {
    const word = wordAt(tokens, index);
    const last = open.length - 1;
    if (token.text === '(') {
      open.push(false);
      expected = false;
    } else if (token.text === ')') {
      if (last > 0) {
        open.pop();
      }
      expected = false;
    } else if (token.text === ',') {
      expected = open[last];
    } else if (word === 'from' || word === 'join' || word === 'table') {
      open[last] = true;
      expected = true;
    } else if (word !== undefined && CLAUSE.has(word)) {
      open[last] = false;
      expected = false;
    } else if (expected && isName(token)) {
      expected = false;
      const called = tokens[index + 1]?.text === '(';
      const qualified = tokens[index + 1]?.text === '.';
      if (!called) {
        found.push(qualified ? `${token.value}.` : token.value);
      }
    }
  });
  return found;
}

function wordAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index] as Token | undefined;
  return token?.kind === 'word' ? token.value.toLowerCase() : undefined;
}

function isName(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'identifier';
}
