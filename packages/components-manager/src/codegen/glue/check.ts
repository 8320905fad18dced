import { isReference, type Text } from '../../document/text.js';
import type {
  Operation,
  ReadOperation,
  WriteOperation
} from '../../plan/operation.js';
import type { Problem } from '../../problem.js';
import type { GeneratorInput } from '../script.js';

/** Arguments that AWS Glue itself takes, by the names `getResolvedOptions` gives them. Source: AWS Glue, "Using job parameters". */
const RESERVED = new Set(
  `JOB_NAME JOB_ID JOB_RUN_ID SECURITY_CONFIGURATION TempDir RedshiftTempDir continuation_option job_bookmark_option job_bookmark_from
job_bookmark_to enable_data_lineage encryption_type class conf scriptLocation debug mode help h`.split(
    /\s+/
  )
);

/** What can't be printed: reserved parameters, and writes that would destroy what the pipeline reads or writes elsewhere. */
export function planProblems(input: GeneratorInput): Problem[] {
  const { operations } = input.plan;
  const places = new Places(operations);
  return [
    ...Object.keys(input.parameters)
      .filter(each => RESERVED.has(each))
      .map((each): Problem => ({
        code: 'reserved-parameter',
        severity: 'error',
        path: `/parameters/${each}`,
        message: `AWS Glue keeps the argument --${each} for itself. Give the parameter another name.`
      })),
    ...operations.flatMap(each =>
      each.op === 'write' && each.mode === 'overwrite'
        ? (overwriteProblem(each, places.other(each)) ?? [])
        : []
    )
  ];
}

type Access = ReadOperation | WriteOperation;

function overwriteProblem(
  write: WriteOperation,
  other: Access | undefined
): Problem | undefined {
  if (!other) {
    return undefined;
  }
  const what =
    write.sink.kind === 'catalog'
      ? `table ${shown(write.sink.database)}.${shown(write.sink.table)}`
      : shown(write.sink.path);
  return {
    code: other.op === 'read' ? 'overwrites-input' : 'overwrites-output',
    severity: 'error',
    nodeId: write.nodeId,
    path: '/mode',
    message:
      other.op === 'read'
        ? `This overwrites ${what}, which the pipeline reads: the data would be gone before it is read. Write to another place, or append.`
        : `This overwrites ${what}, where another output of the pipeline writes too. Give each its own place, or append.`
  };
}

/** Tables and S3 paths that a plan touches, to find those that overlap. */
class Places {
  constructor(operations: readonly Operation[]) {
    for (const each of operations) {
      if (each.op === 'read' || each.op === 'write') {
        for (const place of placesOf(each)) {
          add(this._exact, place, each);
          ancestors(place).forEach(above => add(this._below, above, each));
        }
      }
    }
  }

  /** Another operation that touches what a write does: reads before writes. */
  other(write: WriteOperation): Access | undefined {
    const found = new Set<Access>();
    for (const place of placesOf(write)) {
      for (const access of [
        ...(this._exact.get(place) ?? []),
        ...(this._below.get(place) ?? []),
        ...ancestors(place).flatMap(above => this._exact.get(above) ?? [])
      ]) {
        found.add(access);
      }
    }
    found.delete(write);
    const all = [...found];
    return all.find(each => each.op === 'read') ?? all[0];
  }

  private _exact = new Map<string, Access[]>();
  private _below = new Map<string, Access[]>();
}

/** Keeps two: enough to find one that is not the asker, and never long; a read always gets in. */
function add(map: Map<string, Access[]>, key: string, access: Access): void {
  const list = map.get(key) ?? [];
  if (list.length < 2 || access.op === 'read') {
    map.set(key, list.length < 4 ? [...list, access] : list);
  }
}

function placesOf(access: Access): string[] {
  const end = access.op === 'read' ? access.source : access.sink;
  const texts =
    end.kind === 'catalog'
      ? access.op === 'write' &&
        access.sink.kind === 'catalog' &&
        access.sink.path
        ? [access.sink.path]
        : end.location
          ? [[end.location]]
          : []
      : access.op === 'write'
        ? [(access.sink as { path: Text }).path]
        : (access.source as { paths: readonly Text[] }).paths;
  const table =
    end.kind === 'catalog'
      ? [
          `table:${shown(end.catalogId ?? [])}/${shown(end.database)}/${shown(end.table)}`.toLowerCase()
        ]
      : [];
  return [...table, ...texts.map(normalized)];
}

/** A path without the differences that mean nothing; a pattern counts as the folder it is in. */
function normalized(path: Text): string {
  return shown(path)
    .replace(/^s3[an]:/, 's3:')
    .replace(/[^/]*(?:[*?[]|(?<!\$)\{).*$/, '')
    .replace(/\/+$/, '');
}

/** The folders above a path. */
function ancestors(place: string): string[] {
  if (place.startsWith('table:')) {
    return [];
  }
  const segments = place.split('/');
  return segments
    .slice(0, -1)
    .map((_, index) => segments.slice(0, index + 1).join('/'))
    .filter(each => each.length > 's3://'.length);
}

/** A text as a document has it. */
function shown(text: Text): string {
  return text
    .map(part => (isReference(part) ? `\${${part.parameter}}` : part))
    .join('');
}
