import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_SETTINGS } from '../src/index.js';

const PAGE = join(__dirname, '../../../docs/deployment.md');
const BLOCK = /(?<=<!-- settings -->\n)[^]*(?=<!-- \/settings -->)/;

/** The table of job settings, as the page has it. */
function table(): string {
  const rows = JOB_SETTINGS.map(([name, schema]) => {
    const { rules } = schema['x-job'];
    const preset = schema.default;
    const shown =
      preset === undefined || preset === '' || typeof preset === 'object'
        ? 'none'
        : preset === true
          ? 'on'
          : preset === false
            ? 'off'
            : `\`${String(preset)}\``;
    return `| \`${name}\` | ${shown} | ${rules} |`;
  });
  return `\n| setting | default | rules |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`;
}

describe('docs/deployment.md', () => {
  it('has the job settings as they are (GLUEFLOW_UPDATE=1 writes it)', () => {
    const page = readFileSync(PAGE, 'utf8');
    if (process.env.GLUEFLOW_UPDATE) {
      writeFileSync(PAGE, page.replace(BLOCK, table));
    }
    expect(BLOCK.exec(readFileSync(PAGE, 'utf8'))?.[0]).toBe(table());
  });
});
