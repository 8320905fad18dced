import type { Command } from 'commander';

/**
 * The help of every command as Markdown: a heading and the help text for each, commands in the order of the help, those below
 * another after it.
 */
export function renderManual(command: Command, name = command.name()): string {
  const parts = [
    `### ${name}\n\n\`\`\`text\n${helpText(command, name).trimEnd()}\n\`\`\`\n`
  ];
  for (const child of command.commands) {
    parts.push(renderManual(child, `${name} ${child.name()}`));
  }
  return parts.join('\n');
}

/** The help as `--help` prints it, examples included. */
function helpText(command: Command, name: string): string {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({ ...before, writeOut: part => void (text += part) });
  command.outputHelp();
  command.configureOutput(before);
  // A usage line begins with the names above only when the command was reached through them.
  return text.replace(/^Usage: \S.*?(?= \[| <|$)/m, `Usage: ${name}`);
}
