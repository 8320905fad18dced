import { createHash } from 'node:crypto';
import { faultsOf } from '@glueflow/contract';
import { parseContext } from './check.js';
import {
  CONTEXT_SCHEMA,
  type BusinessContext,
  type ContextSection
} from './schema.js';
import { summarize } from './summary.js';

/** The key of the index; all others begin with it and a dot. */
export const CONTEXT_PREFIX = 'glueflow.context';
const SUMMARY = `${CONTEXT_PREFIX}.summary`;

const VERSION = 1;

/**
 * Bytes of one value. The service takes 512,000: https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html ("Value", as
 * ParametersMapValue).
 */
const PART_BYTES = 400_000;

/** Beyond this a table's parameters weigh on every page of GetTables. */
const HEAVY_BYTES = 64 * 1024;

/** What the index says of each section. */
interface SectionEntry {
  parts: number;
  sha256: string;
}

/** What stands in a table's parameters. */
export interface StoredContext {
  /** `newer`: a later Glueflow wrote it. */
  status: 'none' | 'ok' | 'damaged' | 'newer';
  /** Sections that are lost. */
  lostKeys: string[];
  /** Sections that were changed by hand and still can be read. */
  edited: string[];
  /** All that can be read. */
  recovered: BusinessContext;
}

/** Parameters with a context in them. */
export interface WrittenContext {
  parameters: Record<string, string>;
  /** What the context takes, keys included. */
  bytes: number;
  /** Why that is much; absent where it is not. */
  warning?: string;
}

/** A context that is damaged, or a later Glueflow's, and so is not written over unless it is asked for. */
export class DamagedContextError extends Error {
  constructor(readonly stored: StoredContext) {
    super(
      stored.status === 'newer'
        ? 'The business context was written by a later version of Glueflow.'
        : `The business context was changed by hand: ${[
            ...stored.lostKeys.map(key => `${key} is lost`),
            ...stored.edited.map(key => `${key} was edited`)
          ].join(', ')}.`
    );
    this.name = 'DamagedContextError';
  }
}

/** Read the business context from a table's parameters. Never throws. */
export function readContext(
  parameters: Readonly<Record<string, string>> = {}
): StoredContext {
  const present = sectionsOf(parameters);
  const text = parameters[CONTEXT_PREFIX];
  if (text === undefined && present.size === 0) {
    return { status: 'none', lostKeys: [], edited: [], recovered: {} };
  }
  const index = readIndex(text);
  if (index === 'newer') {
    return { status: 'newer', lostKeys: [], edited: [], recovered: {} };
  }
  const lostKeys: string[] = [];
  const edited: string[] = [];
  const recovered: Record<string, unknown> = {};
  for (const name of new Set([
    ...Object.keys(index ?? {}),
    ...present.keys()
  ])) {
    const entry = index?.[name];
    const json = joined(parameters, name, entry?.parts ?? present.get(name));
    const value = sectionValue(name, json);
    if (value === undefined) {
      lostKeys.push(name);
    } else {
      recovered[name] = value;
      if (json === undefined || entry?.sha256 !== sha256(json)) {
        edited.push(name);
      }
    }
  }
  const sound = index !== undefined && lostKeys.length + edited.length === 0;
  return {
    status: sound ? 'ok' : 'damaged',
    lostKeys: lostKeys.sort(),
    edited: edited.sort(),
    recovered: recovered as BusinessContext
  };
}

/**
 * Return parameters with a business context in place of the one before; other keys stay. An empty context leaves nothing.
 *
 * Each section is canonical JSON (keys sorted, no white space) under its own key, in parts below the service's limit, with its hash in
 * the index, so that damage costs one section only. The summary is for people in the AWS console.
 *
 * @param repair - True: write over a context that is damaged or newer.
 *
 * @throws ContextError for a context that is not valid
 * @throws DamagedContextError when what is there is damaged or newer, and is not to be repaired
 */
export function writeContext(
  parameters: Readonly<Record<string, string>> = {},
  context: BusinessContext,
  { repair = false }: { repair?: boolean } = {}
): WrittenContext {
  parseContext(context);
  const stored = readContext(parameters);
  if (!repair && (stored.status === 'damaged' || stored.status === 'newer')) {
    throw new DamagedContextError(stored);
  }
  const own: Record<string, string> = {};
  const index: Record<string, SectionEntry> = {};
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined) {
      continue;
    }
    const json = canonicalJson(value);
    const parts = partsOf(json);
    parts.forEach((part, at) => (own[partKey(name, at)] = part));
    index[name] = { parts: parts.length, sha256: sha256(json) };
  }
  if (Object.keys(index).length > 0) {
    own[CONTEXT_PREFIX] = canonicalJson({ version: VERSION, sections: index });
    own[SUMMARY] = summarize(context);
  }
  const others = Object.entries(parameters).filter(([key]) => !isOurs(key));
  const bytes = Object.entries(own).reduce(
    (sum, [key, value]) =>
      sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0
  );
  return {
    parameters: { ...Object.fromEntries(others), ...own },
    bytes,
    ...(bytes > HEAVY_BYTES
      ? {
          warning: `The business context takes ${Math.ceil(bytes / 1024)} KiB of the table’s parameters, which every listing of tables sends.`
        }
      : {})
  };
}

/** Print a value with sorted keys and without white space: the same text for the same value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(
        ([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`
      );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

function isOurs(key: string): boolean {
  return key === CONTEXT_PREFIX || key.startsWith(`${CONTEXT_PREFIX}.`);
}

function partKey(section: string, part: number): string {
  return part === 0
    ? `${CONTEXT_PREFIX}.${section}`
    : `${CONTEXT_PREFIX}.${section}.${part + 1}`;
}

/** Sections whose first part is there, with how many parts follow each other. */
function sectionsOf(
  parameters: Readonly<Record<string, string>>
): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of Object.keys(CONTEXT_SCHEMA.properties)) {
    let parts = 0;
    while (parameters[partKey(name, parts)] !== undefined) {
      parts++;
    }
    if (parts > 0) {
      found.set(name, parts);
    }
  }
  return found;
}

function readIndex(
  text: string | undefined
): Readonly<Record<string, SectionEntry>> | 'newer' | undefined {
  const value = parsed(text ?? '');
  if (value === undefined) {
    return undefined;
  }
  const index = value as { version?: unknown; sections?: unknown } | null;
  if (typeof index?.version === 'number' && index.version > VERSION) {
    return 'newer';
  }
  return faultsOf(INDEX_SCHEMA, value).length > 0
    ? undefined
    : (index?.sections as Record<string, SectionEntry>);
}

const INDEX_SCHEMA = {
  type: 'object',
  properties: {
    version: { type: 'integer', minimum: 1 },
    sections: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          parts: { type: 'integer', minimum: 1 },
          sha256: { type: 'string' }
        },
        required: ['parts', 'sha256']
      }
    }
  },
  required: ['version', 'sections']
} as const;

function joined(
  parameters: Readonly<Record<string, string>>,
  section: string,
  parts = 0
): string | undefined {
  let text = '';
  for (let part = 0; part < parts; part++) {
    const piece = parameters[partKey(section, part)];
    if (piece === undefined) {
      return undefined;
    }
    text += piece;
  }
  return text;
}

/** The value of a section; `undefined` when its text is gone, no JSON, or not what the section holds. */
function sectionValue(name: string, json: string | undefined): unknown {
  const value = json === undefined ? undefined : parsed(json);
  const schema = CONTEXT_SCHEMA.properties[name as ContextSection] as
    (typeof CONTEXT_SCHEMA.properties)[ContextSection] | undefined;
  return value === undefined ||
    schema === undefined ||
    faultsOf(schema, value).length > 0
    ? undefined
    : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Divide a text into parts of at most `PART_BYTES`, never within a character. */
function partsOf(text: string): string[] {
  if (Buffer.byteLength(text) <= PART_BYTES) {
    return [text];
  }
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  let from = 0;
  while (from < bytes.length) {
    let to = Math.min(bytes.length, from + PART_BYTES);
    // 10xxxxxx: a byte within a character.
    while (to < bytes.length && (bytes[to] & 0xc0) === 0x80) {
      to--;
    }
    parts.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return parts;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
