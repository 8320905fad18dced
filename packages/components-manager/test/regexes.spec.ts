import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';

const PACKAGES = join(__dirname, '../..');
/** Length of a hostile text. A quadratic expression takes a fraction of a second for it, a linear one far less than a millisecond. */
const LONG = 16_000;
/** Milliseconds that no linear expression takes, however busy the machine is. */
const SLOW = 40;

interface Found {
  place: string;
  pattern: RegExp;
}

/** Every regular expression written in the sources of our packages. */
function allExpressions(): Found[] {
  const found: Found[] = [];
  for (const file of sources(PACKAGES)) {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true
    );
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
        const text = node.getText();
        const end = text.lastIndexOf('/');
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push({
          place: `${relative(PACKAGES, file)}:${line + 1} ${text}`,
          pattern: new RegExp(text.slice(1, end), text.slice(end + 1))
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap(name =>
    readdirSync(join(folder, name, 'src'), { recursive: true })
      .map(file => join(folder, name, 'src', String(file)))
      .filter(file => /(?<!\.generated)\.tsx?$/.test(file))
  );
}

/** What a text may repeat to keep an expression busy: usual characters, and those that the expression itself names. */
function pumps({ source }: RegExp): string[] {
  const named = [...new Set(source.replace(/\\[a-zA-Z]/g, ''))].filter(
    char => !/[()|^]/.test(char)
  );
  return [...new Set([...' \n0a_', 'a ', ' \n', ...named])];
}

/** The slowest text of a length for an expression. */
function slowest(
  pattern: RegExp,
  length: number,
  repeated = pumps(pattern)
): [number, string] {
  let worst: [number, string] = [0, ''];
  for (const pump of repeated) {
    const text = pump.repeat(length / pump.length);
    for (const whole of [`${text}\u0001`, `x${text}\u0001`]) {
      pattern.lastIndex = 0;
      const start = performance.now();
      whole.replace(pattern, '');
      const took = performance.now() - start;
      if (took > worst[0]) {
        worst = [took, pump];
      }
    }
  }
  return worst;
}

describe('Regular expressions', () => {
  it('take time in proportion to the text', () => {
    const found = allExpressions();
    expect(found.length).toBeGreaterThan(300);
    const slow = found.flatMap(each => {
      const [took, pump] = slowest(each.pattern, LONG);
      if (took < SLOW) {
        return [];
      }
      // A pause of the machine is no fault of the expression's: a quarter of the text is to take a sixteenth of the time, three times.
      const least = (length: number): number =>
        Math.min(
          ...[1, 2, 3].map(() => slowest(each.pattern, length, [pump])[0])
        );
      const whole = least(LONG);
      return whole > SLOW && whole > 8 * least(LONG / 4)
        ? [
            `${each.place} with ${JSON.stringify(pump)}: ${Math.round(whole)} ms`
          ]
        : [];
    });
    expect(slow).toEqual([]);
  }, 300_000);

  it('that are quadratic are found', () => {
    const quadratic: [RegExp, string][] = [
      [/\s+$/, ' '],
      [/^(\d*)\.?(\d*)$/, '0'],
      [/[^/]*[*?].*$/, 'a']
    ];
    for (const [pattern, pump] of quadratic) {
      expect(slowest(pattern, LONG, [pump])[0]).toBeGreaterThan(SLOW);
    }
  });
});
