import type { InputFrame } from '@glueflow/components-manager';

/**
 * A name for each input, made of the title of the step it comes from: lower-case letters, digits and `_`, each different.
 *
 * `taken` are names that can't be used (reserved words). The same titles always give the same names.
 */
export function inputNames(
  inputs: readonly Pick<InputFrame, 'title'>[],
  taken: ReadonlySet<string> = new Set()
): string[] {
  const used = new Set<string>();
  return inputs.map(({ title }, index) => {
    const words = title
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '');
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

/** Words of Python that can't be names. Source: Python 3 language reference, "Keywords". */
export const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import ' +
    'in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' ')
);
