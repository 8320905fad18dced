import type { ScriptRequirement } from './requirement.js';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MODULE = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Arguments that have a member of their own, or that only a deployment sets. */
const NOT_ARGUMENTS: ReadonlySet<string> = new Set([
  '--conf',
  '--extra-jars',
  '--additional-python-modules',
  '--scriptLocation',
  '--job-language',
  '--TempDir'
]);

/** Return everything that is wrong with a requirement, in words; none where it is right. */
export function requirementFaults(requirement: ScriptRequirement): string[] {
  const { id, reason, code, defines = [], imports = [] } = requirement;
  const faults: string[] = [];
  const need = (fits: boolean, fault: string): void => {
    if (!fits) {
      faults.push(`its requirement “${String(id)}” ${fault}`);
    }
  };
  need(
    typeof id === 'string' && /^[a-z0-9-]+(\/[a-z0-9_-]+)+$/.test(id),
    'needs an id such as “acme/mask”'
  );
  need(
    typeof reason === 'string' && reason !== '',
    'needs a reason, as a sentence'
  );
  for (const each of imports) {
    need(
      MODULE.test(each.module) &&
        [each.name, each.alias].every(
          part => part === undefined || IDENTIFIER.test(part)
        ),
      `has an import that is none (${each.module})`
    );
  }
  if (code !== undefined) {
    need(
      /^[\n\x20-\x7e]*$/.test(code),
      'has code with other characters than printable ASCII and line ends'
    );
    const found = [
      ...code.matchAll(/^(?:def|class)\s+([A-Za-z_][A-Za-z0-9_]*)/gm)
    ].map(([, name]) => name);
    need(
      found.length > 0 &&
        [...found].sort().join() === [...defines].sort().join(),
      `must say in “defines” what its code defines: ${found.join(', ') || 'a function or class'}`
    );
    need(
      code.split('\n').every(line => /^(def |class |@|#|[ )\]}]|$)/.test(line)),
      'has code that does more than define functions and classes'
    );
  }
  for (const [name, value] of Object.entries(requirement.arguments ?? {})) {
    need(
      /^--[A-Za-z][A-Za-z0-9_-]*$/.test(name) &&
        !NOT_ARGUMENTS.has(name) &&
        typeof value === 'string',
      `can't set the job argument ${name}`
    );
  }
  for (const [name, value] of Object.entries(requirement.conf ?? {})) {
    need(
      /^[\w.-]+$/.test(name) &&
        typeof value === 'string' &&
        !/\s--conf\s|[\n\r]/.test(` ${value} `),
      `can't set the Spark property ${name}`
    );
  }
  for (const jar of requirement.jars ?? []) {
    need(
      /^s3:\/\/[^,\s]+\.jar$/.test(jar),
      `has a jar that is not in S3 (${jar})`
    );
  }
  for (const each of requirement.pythonModules ?? []) {
    need(/^[^,\s]+$/.test(each), `has a Python module that is none (${each})`);
  }
  for (const { action } of requirement.actions ?? []) {
    need(
      /^[a-z0-9-]+:[A-Za-z*]+$/.test(action),
      `has an IAM action that is none (${action})`
    );
  }
  for (const each of requirement.uses ?? []) {
    faults.push(...requirementFaults(each));
  }
  return faults;
}
