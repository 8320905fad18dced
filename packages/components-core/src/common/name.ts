import {
  pointer,
  type ComponentContext,
  type Fix,
  type InputFrame
} from '@glueflow/components-manager';
import { documentPath, quote } from './column.js';

/**
 * A name for each input, made of the title of the step it comes from: lower-case letters, digits and `_`, each different.
 *
 * `taken` are names that can't be used (reserved words); `others` are names of further inputs, so that a number makes the difference. The
 * same titles always give the same names.
 */
export function inputNames(
  inputs: readonly Pick<InputFrame, 'title'>[],
  taken: ReadonlySet<string> = new Set(),
  others: Iterable<string> = []
): string[] {
  const used = new Set(others);
  return inputs.map(({ title }, index) => {
    const words = title
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|(?<!_)_+$/g, '');
    const stem =
      words === '' ? `input_${index + 1}` : words.replace(/^(?=\d)/, 'input_');
    let name = taken.has(stem) ? `${stem}_input` : stem;
    for (let count = 2; used.has(name); count++) {
      name = `${stem}_${count}`;
    }
    used.add(name);
    return name;
  });
}

/** An input as its name is made: by its link's alias, or else by the title of the step it comes from. */
export type NamedInput = Pick<InputFrame, 'title'> &
  Partial<Pick<InputFrame, 'alias'>>;

/**
 * Return the name of each input in a component's code: the one that the settings list, or that the link has, or one made of the title.
 *
 * @param listed - Names in the settings, in the order of the links; older documents have them there.
 * @param reserved - Names that have another meaning in the code.
 */
export function namesInCode(
  listed: readonly (string | undefined)[],
  inputs: readonly NamedInput[],
  reserved: Iterable<string>
): string[] {
  const given = inputs.map(({ alias }, index) => listed[index] || alias);
  const made = inputNames(
    inputs,
    new Set([...listed.filter(name => name !== undefined), ...reserved]),
    inputs.flatMap(({ alias }, index) =>
      alias && !listed[index] ? [alias] : []
    )
  );
  return inputs.map((_, index) => given[index] || made[index]);
}

/** Return the names that settings or links give, in the order of the links; empty where one is made of the title. */
export function givenNames(
  listed: readonly string[],
  inputs: readonly NamedInput[]
): string[] {
  const { length } = listed.length > inputs.length ? listed : inputs;
  return Array.from(
    { length },
    (_, index) => listed[index] || inputs[index]?.alias || ''
  );
}

/** Return the fix that gives an input another name, where its name is kept. */
export function callInput(
  context: Pick<ComponentContext, 'nodeId' | 'inputs'>,
  field: string,
  listed: readonly string[] = [],
  index: number,
  name: string
): Fix {
  const title = `Call the input ${quote(name)}`;
  return listed[index]
    ? {
        title,
        path: documentPath(context, pointer(field, String(index))),
        value: name
      }
    : {
        title,
        path: pointer('edges', context.inputs[index].edge, 'alias'),
        value: name
      };
}

/** Return the fix that removes listed names which stand for no input. */
export function keepNames(
  context: Pick<ComponentContext, 'nodeId' | 'inputs'>,
  field: string,
  listed: readonly string[]
): Fix {
  return {
    title: 'Remove the names without an input',
    path: documentPath(context, pointer(field)),
    value: listed.slice(0, context.inputs.length)
  };
}

/** Return the texts of a list in a configuration that nobody has checked yet; undefined for what is no text. */
export function listedNames(field: unknown): (string | undefined)[] {
  return (Array.isArray(field) ? field : []).map((name: unknown) =>
    typeof name === 'string' ? name : undefined
  );
}

/** Words of Python that can't be names. Source: Python 3 language reference, "Keywords". */
export const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import ' +
    'in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' ')
);
