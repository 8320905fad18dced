/**
 * What the contract states of the messages of editor and kernel, for the kernel and for the page about them: writes
 * python/glueflow/kernel/protocol.json, and the tables of docs/kernel.md. With --check: only reports whether they are current (exit 1 if
 * not).
 */
import {
  COUNT_MIME,
  KERNEL_PROTOCOL,
  KERNEL_REPLIES,
  KERNEL_REQUESTS,
  PROGRAM,
  ROWS_MIME
} from '../packages/contract/lib/index.js';
import { keepCurrent, read } from './generated.mjs';

const PROTOCOL = 'python/glueflow/kernel/protocol.json';
const PAGE = 'docs/kernel.md';

/** Return the protocol as the kernel reads it. */
function protocol() {
  const stated = {
    protocol: KERNEL_PROTOCOL,
    mime: { rows: ROWS_MIME, count: COUNT_MIME },
    program: PROGRAM,
    requests: KERNEL_REQUESTS,
    replies: KERNEL_REPLIES
  };
  return `${JSON.stringify(stated, undefined, 1)}\n`;
}

/** Return a member of a message as the tables have it: its name, its values where they are few, and a mark where it may be absent. */
function member(name, schema, isRequired) {
  const values = schema.enum?.map(each => `\`${each}\``).join(', ');
  return `\`${name}\`${isRequired ? '' : '?'}${values ? ` (${values})` : ''}`;
}

/** Return the rows of a table: each message by its type, its members, what it is. */
function table(messages) {
  const rows = Object.entries(messages).map(([type, schema]) => {
    const { properties, required, description = '' } = schema;
    const members = Object.entries(properties)
      // Every message has the first, and any message of the past the second.
      .filter(([name]) => name !== 'type' && (name !== 'ago' || type === 'run'))
      .map(([name, each]) => member(name, each, required.includes(name)));
    return `| \`${type}\` | ${members.join(', ')} | ${description} |`;
  });
  return `\n| \`type\` | members | what |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`;
}

/** Return the page with its tables as they are. */
function page(text) {
  return Object.entries({ requests: KERNEL_REQUESTS, replies: KERNEL_REPLIES })
    .map(([name, messages]) => [
      new RegExp(`(?<=<!-- ${name} -->\n)[^]*(?=<!-- /${name} -->)`),
      table(messages)
    ])
    .reduce((whole, [block, rows]) => whole.replace(block, () => rows), text);
}

keepCurrent(
  { [PROTOCOL]: protocol(), [PAGE]: page(read(PAGE)) },
  'docs-kernel.mjs'
);
