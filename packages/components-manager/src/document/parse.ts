import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import { DOCUMENT_OPTIONS, PRECOMPILED } from '../precompiled.js';
import type { Problem } from '../problem.js';
import { pointer } from '../problem.js';
import { documentProblems } from './check.js';
import type { JsonObject, PipelineDocument } from './document.js';
import { DOCUMENT_VERSION } from './document.js';
import { isObject, parseJson } from './json.js';
import type { TextPosition } from './json.js';
import { describeErrors } from './message.js';
import { migrateDocument } from './migrate.js';
import { salvage, type PartialDocument } from './salvage.js';
import { DOCUMENT_SCHEMA } from './schema.js';

/**
 * What reading a `*.glueflow` text gave: a document and what is odd about it, or why there is none: no JSON (`syntax`, with the
 * position), of a newer version (`newer`), or no pipeline (`invalid`). A text without a document must never be overwritten.
 */
export type ParseResult =
  | {
      document: PipelineDocument;
      problems: readonly Problem[];
      reason?: undefined;
      /** The version it was stored in. */
      storedVersion: number;
    }
  | {
      document?: undefined;
      problems: readonly Problem[];
      reason: 'syntax' | 'newer' | 'invalid';
      /** Where the syntax error is. */
      position?: TextPosition;
      /** Of an `invalid` one: what is well-formed, to check that too. Never to be saved. */
      partial?: PartialDocument;
    };

/** A pipeline without nodes. */
export function emptyDocument(): PipelineDocument {
  return {
    glueflow: DOCUMENT_VERSION,
    nodes: {},
    edges: {},
    parameters: {},
    connections: {},
    job: {},
    layout: { nodes: {} },
    annotations: {}
  };
}

/**
 * Reads the text of a `*.glueflow` file. Never throws: everything wrong is in `problems`.
 *
 * @example
 * const { document, problems } = parseDocument(text);
 * problems; // → []
 * parseDocument('{').reason; // → 'syntax'
 */
export function parseDocument(text: string): ParseResult {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (source.trim() === '') {
    return refuse(
      'syntax',
      'empty-file',
      'The file is empty: it holds no pipeline.',
      {
        offset: 0,
        line: 1,
        column: 1
      }
    );
  }
  const read = parseJson(source);
  if (read.error !== undefined) {
    const { line, column } = read.position;
    return refuse(
      'syntax',
      'syntax',
      `The file is not valid JSON: ${read.error} (line ${line}, column ${column}).`,
      read.position
    );
  }
  const remarks = read.remarks.map(
    ({ kind, path, text: name, position }): Problem => ({
      code: kind,
      severity: 'warning',
      path: pointer(...path),
      message:
        kind === 'duplicate-key'
          ? `The key “${name}” stands twice in the same object (line ${position.line}, column ${position.column}): the last one counts. Remove one of them.`
          : `The number ${name} (line ${position.line}, column ${position.column}) has more digits than can be kept. Write it as text, in double quotes.`
    })
  );
  if (!isObject(read.value)) {
    return refuse(
      'invalid',
      'not-a-pipeline',
      'The file holds JSON, but no pipeline: it must be an object with a “glueflow” field.'
    );
  }
  return fromJson(read.value, remarks, source);
}

function fromJson(
  stored: JsonObject,
  remarks: readonly Problem[],
  text?: string
): ParseResult {
  const migrated = migrateDocument(stored);
  if (migrated.reason === 'newer') {
    return refuse(
      'newer',
      'newer-version',
      `The pipeline was saved by a newer Glueflow (format ${migrated.version}; this one knows ${DOCUMENT_VERSION}). Update Glueflow to open it.`
    );
  }
  if (migrated.value === undefined) {
    return refuse(
      'invalid',
      'not-a-pipeline',
      'The file is no pipeline: its “glueflow” field must be the number of a format version.'
    );
  }
  const check = validator();
  if (!check(migrated.value)) {
    return {
      reason: 'invalid',
      partial: salvage(migrated.value),
      problems: [
        ...remarks,
        ...describeErrors(check.errors ?? []).map(
          ({ code, path, message }): Problem => ({
            code,
            severity: 'error',
            path,
            message: path === '' ? message : `${message} (at ${path})`
          })
        )
      ]
    };
  }
  const document = complete(migrated.value);
  return {
    document,
    problems: [...remarks, ...documentProblems(document, text)],
    storedVersion: migrated.from
  };
}

/** Adds the sections and node fields that may be left out. */
function complete(stored: JsonObject): PipelineDocument {
  const document = { ...emptyDocument(), ...stored } as PipelineDocument;
  if (!Object.hasOwn(document.layout, 'nodes')) {
    document.layout = { ...document.layout, nodes: {} };
  }
  for (const id of Object.keys(document.nodes)) {
    const node = document.nodes[id];
    node.version ??= 1;
    node.title ??= id;
    node.config ??= {};
  }
  return document;
}

function refuse(
  reason: 'syntax' | 'newer' | 'invalid',
  code: string,
  message: string,
  position?: TextPosition
): ParseResult {
  return {
    reason,
    problems: [{ code, severity: 'error', path: '', message }],
    ...(position === undefined ? {} : { position })
  };
}

let compiled: ValidateFunction | undefined;

function validator(): ValidateFunction {
  compiled ??=
    PRECOMPILED.get(JSON.stringify(DOCUMENT_SCHEMA)) ??
    new Ajv2020(DOCUMENT_OPTIONS).compile(DOCUMENT_SCHEMA);
  return compiled;
}
