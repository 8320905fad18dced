import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A profile of AWS's own settings files. */
export interface AwsProfile {
  name: string;
  /** Where its credentials come from: `sso` can be logged in to with `aws sso login`. */
  kind: 'sso' | 'role' | 'keys' | 'process' | 'login' | 'other';
  region?: string;
  /** The profile a `role` takes its credentials from. */
  source?: string;
}

type Section = Record<string, string>;

/** The profiles of `~/.aws/config` and `~/.aws/credentials` (or what AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name), by name. */
export function listProfiles(env: Environment = process.env): AwsProfile[] {
  return [...readProfiles(env)]
    .map(([name, section]) => describe(name, section))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One profile, undefined when there is none of that name. */
export function findProfile(
  name: string,
  env: Environment = process.env
): AwsProfile | undefined {
  const section = readProfiles(env).get(name);
  return section && describe(name, section);
}

/** The profile to log in to for another: itself, or the SSO profile it takes its credentials from. */
export function profileToLogIn(
  name: string,
  env: Environment = process.env
): string {
  const profiles = readProfiles(env);
  let step: string | undefined = name;
  for (let count = 0; count < 10 && step !== undefined; count++) {
    const section: Section | undefined = profiles.get(step);
    if (section && isSso(section)) {
      return step;
    }
    step = section?.source_profile;
  }
  return name;
}

function describe(name: string, section: Section): AwsProfile {
  const kind = isSso(section)
    ? 'sso'
    : section.role_arn
      ? 'role'
      : section.aws_access_key_id
        ? 'keys'
        : section.credential_process
          ? 'process'
          : section.login_session
            ? 'login'
            : 'other';
  return {
    name,
    kind,
    ...(section.region ? { region: section.region } : {}),
    ...(section.source_profile ? { source: section.source_profile } : {})
  };
}

function isSso(section: Section): boolean {
  return Boolean(section.sso_session ?? section.sso_start_url);
}

/** Where AWS's settings files are: config and credentials. */
export function profileFiles(env: Environment): {
  config: string;
  credentials: string;
} {
  const folder = join(env.HOME || env.USERPROFILE || homedir(), '.aws');
  return {
    config: env.AWS_CONFIG_FILE || join(folder, 'config'),
    credentials: env.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials')
  };
}

function readProfiles(env: Environment): Map<string, Section> {
  const files = profileFiles(env);
  const profiles = new Map<string, Section>();
  const add = (name: string, section: Section) =>
    profiles.set(name, { ...profiles.get(name), ...section });
  for (const [title, section] of readSections(files.config)) {
    const name = /^profile\s+(\S.*)$/.exec(title)?.[1];
    if (name !== undefined) {
      add(name.trim().replace(/^["'](.*)["']$/, '$1'), section);
    } else if (title === 'default') {
      add(title, section);
    }
  }
  for (const [title, section] of readSections(files.credentials)) {
    add(title, section);
  }
  return profiles;
}

/** Sections of an AWS settings file; empty when it cannot be read, as AWS's own tools have it. */
function readSections(path: string): [string, Section][] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const sections: [string, Section][] = [];
  for (const line of text.split(/\r?\n/)) {
    const title = /^\s*\[([^\]]+)\]/.exec(line)?.[1].trim();
    if (title !== undefined) {
      sections.push([title, {}]);
      continue;
    }
    // An indented line belongs to the setting above it (s3 = …).
    const equals = line.indexOf('=');
    const current = sections.at(-1);
    if (current && equals > 0 && /^[^\s#;]/.test(line)) {
      const name = line.slice(0, equals).trimEnd().toLowerCase();
      const value = line.slice(equals + 1).trim();
      current[1][name] = value.replace(/(?<!\s)\s+[#;].*$/, '');
    }
  }
  return sections;
}
