import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './world.js';

/** What `docs/trials.md` accounts for: report, part and how many numbered lines it has. */
const REPORTS: readonly (readonly [prefix: string, lines: number])[] = [
  ['aws W', 9],
  ['aws D', 13],
  ['cases ', 21],
  ['editor ', 12],
  ['inputs S', 8],
  ['inputs L', 8],
  ['security ', 15]
];

const REFERENCE =
  /`((?:packages|python|ui-tests|scripts)\/[^`›]+?)(?: › ([^`]+))?`/g;

const page = (name: string): string =>
  readFileSync(join(ROOT, 'docs', name), 'utf8');

/** Return the cells of every row of the tables of a page, heads and rules excluded. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line.startsWith('| ') && !/^\| (-|Line|Rule)/.test(line))
    .map(line =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map(cell => cell.trim())
    );
}

/** Return what is wrong with the tests that a text names: files and titles that do not exist. */
function missing(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, path, title]) => {
    const file = join(ROOT, path);
    if (!existsSync(file)) {
      return [`${path} does not exist`];
    }
    const source = readFileSync(file, 'utf8').replaceAll('\\', '');
    return (title ?? '')
      .split(' › ')
      .filter(part => !source.includes(part.replaceAll('\\', '')))
      .map(part => `${path} has no test “${part}”`);
  });
}

describe('the page of what the trials found', () => {
  const found = rows(page('trials.md'));
  const ids = found.map(([id]) => id);

  it('has every numbered line of the reports once', () => {
    const wanted = REPORTS.flatMap(([prefix, lines]) =>
      Array.from({ length: lines }, (_, index) => `${prefix}${index + 1}`)
    );
    expect(ids.filter(id => id !== 'cases unclear')).toEqual(wanted);
    expect(ids).toContain('cases unclear');
  });

  it.each(found.map(row => [row[0], row] as const))(
    '%s: names tests that exist, or a page that says it is no fault',
    (_id, [, , proof]) => {
      const references = [...proof.matchAll(REFERENCE)];
      if (references.length === 0) {
        expect(proof).toMatch(/^No fault: .*https:\/\//);
      }
      expect(missing(proof)).toEqual([]);
    }
  );
});

describe('the page of the rules of AWS', () => {
  const found = rows(page('aws-rules.md'));

  it.each(found.map(row => [row[0], row] as const))(
    '%s',
    (_rule, [, source, proof]) => {
      expect(source).toMatch(/https:\/\/[\w.-]+\//);
      expect([...proof.matchAll(REFERENCE)]).not.toEqual([]);
      expect(missing(proof)).toEqual([]);
    }
  );
});
