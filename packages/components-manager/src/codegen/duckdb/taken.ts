import type { DuckDbArgument } from '../../expression/functions/duckdb/form.js';
import { isNumeric, isText } from '../../types/cast.js';
import { printType } from '../../types/print.js';
import type { DataType } from '../../types/type.js';
import { coerced, commonOf, compared } from './coerce.js';
import { NoForm, settled, settledAll } from './noform.js';

/**
 * Return arguments as a form takes them.
 *
 * @throws NoForm where one can't be cast, or there are too many
 */
export function takenAs(
  name: string,
  takes: string,
  args: readonly DuckDbArgument[]
): DuckDbArgument[] {
  const letters = takes.split(' ').filter(each => each !== '');
  const letterOf = (index: number): string | undefined =>
    letters.length > 0 && letters[letters.length - 1].startsWith('*')
      ? letters[Math.min(index, letters.length - 1)].slice(-1)
      : letters[index];
  const at = args.map((_, index) => letterOf(index));
  if (at.includes(undefined)) {
    throw new NoForm(`the function ${name} with ${args.length} arguments`);
  }
  const of = (letter: string): DuckDbArgument[] =>
    args.filter((_, index) => at[index] === letter);
  let common: DataType | undefined;
  if (of('c').length > 0) {
    const found = commonOf(of('c'));
    if ('why' in found) {
      throw new NoForm(`the function ${name}: ${found.why}`);
    }
    common = found;
  }
  const pair = of('k');
  const both = pair.length === 2 ? settledAll(compared(pair[0], pair[1])) : [];
  let next = 0;
  return args.map((arg, index) => {
    const letter = at[index] ?? 'a';
    if (letter === 'k') {
      return both[next++];
    }
    if (letter === 'c') {
      return common === undefined || common.kind === 'void'
        ? arg
        : settled(coerced(arg, common));
    }
    return takenOne(name, letter, arg);
  });
}

const TAKEN: Readonly<Record<string, DataType>> = {
  s: { kind: 'string' },
  i: { kind: 'int' },
  l: { kind: 'bigint' },
  d: { kind: 'double' },
  b: { kind: 'boolean' },
  D: { kind: 'date' },
  T: { kind: 'timestamp' }
};

function takenOne(
  name: string,
  letter: string,
  arg: DuckDbArgument
): DuckDbArgument {
  switch (letter) {
    case 'L':
      if (arg.literal === undefined) {
        throw new NoForm(
          `the function ${name} needs a stated value in each place but the first`
        );
      }
      return arg;
    case 'n':
      if (isText(arg.type)) {
        return settled(coerced(arg, { kind: 'double' }));
      }
      if (!isNumeric(arg.type)) {
        throw new NoForm(`the function ${name} of ${printType(arg.type)}`);
      }
      return arg;
    case 'A':
      if (arg.type.kind !== 'array') {
        throw new NoForm(`the function ${name} of ${printType(arg.type)}`);
      }
      return arg;
    case 'a':
      return arg;
    default:
      return settled(coerced(arg, TAKEN[letter]));
  }
}
