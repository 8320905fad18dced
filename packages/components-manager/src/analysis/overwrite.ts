import { isReference, type Text } from '../document/text.js';
import { reach, type Graph } from '../graph/graph.js';
import { glueHints } from '../plan/hint.js';
import { isWrite, type Access } from '../plan/access.js';
import type { WriteOperation } from '../plan/operation.js';
import {
  folderFault,
  foldersAbove,
  normalizedPath,
  shownText,
  substitute,
  type ParameterTexts
} from '../plan/path.js';
import type { Problem } from '../problem.js';

/** What the checks of a pipeline's reads and writes need to know besides. */
export interface AccessContext {
  /** How a message names a node. */
  nameOf: (nodeId: string) => string;
  graph: Pick<Graph, 'inputsOf'>;
  /** Values of parameters: those given for a run, or else the defaults. */
  values: ParameterTexts;
}

/**
 * Return what is wrong with a pipeline's reads and writes together: overwriting what it reads or writes elsewhere, overwriting with the rows
 * of a job bookmark only, and paths that the values of parameters turn into others.
 */
export function accessProblems(
  accesses: readonly Access[],
  context: AccessContext
): Problem[] {
  const writes = accesses.filter(isWrite);
  const overwrites = writes.filter(each => each.mode !== 'append');
  const places =
    overwrites.length > 0 ? new Places(accesses, context.values) : undefined;
  return [
    ...accesses.flatMap(each => valueProblems(each, context)),
    ...overwrites.flatMap(each => overlapProblem(each, places, context) ?? []),
    ...bookmarkProblems(accesses, overwrites, context),
    ...accesses.flatMap(bookmarkOfMany)
  ];
}

/** Paths whose parameters' values leave an empty or dotted folder in them, or the whole bucket to be overwritten. */
function valueProblems(access: Access, context: AccessContext): Problem[] {
  return pathsOf(access).flatMap(({ path, at }): Problem[] => {
    const resolved = substitute(path, context.values);
    const text = shownText(resolved);
    if (text === shownText(path)) {
      return [];
    }
    const fault = folderFault(text);
    const whole =
      access.op === 'write' &&
      access.mode !== 'append' &&
      /^s3:\/\/[^/]*\/*$/.test(text);
    return fault === undefined && !whole
      ? []
      : [
          {
            code: 'bad-path',
            severity: 'error',
            nodeId: access.nodeId,
            path: at,
            message:
              fault === undefined
                ? `With the values of its parameters ${shownText(path)} is ${text}, the whole bucket. Name a folder within it.`
                : `With the values of its parameters ${shownText(path)} is ${text}, which ${fault}. Give the parameter another value.`
          }
        ];
  });
}

/** An output that replaces what the pipeline reads, or what another output writes. */
function overlapProblem(
  write: WriteOperation,
  places: Places | undefined,
  { nameOf, values }: AccessContext
): Problem | undefined {
  const other = places?.other(write);
  if (other === undefined) {
    return undefined;
  }
  const what = describe(write, values);
  const theirs = describe(other, values);
  const same = what === theirs ? 'it' : theirs;
  return {
    code: other.op === 'read' ? 'overwrites-input' : 'overwrites-output',
    severity: 'error',
    nodeId: write.nodeId,
    path: '/mode',
    message:
      other.op === 'read'
        ? `This overwrites ${what}, and ${nameOf(other.nodeId)} reads ${same}: the data would be removed under the reader. Write to another place, or append.`
        : `This overwrites ${what}, and ${nameOf(other.nodeId)} writes ${same} too. Give each output its own place, or append.`
  };
}

/**
 * Overwriting with what a bookmarked input gives: the second run would replace all rows by the new ones, or by none.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
 */
function bookmarkProblems(
  accesses: readonly Access[],
  overwrites: readonly WriteOperation[],
  { nameOf, graph }: AccessContext
): Problem[] {
  const marked = accesses.filter(
    each => each.op === 'read' && glueHints(each).bookmark
  );
  if (marked.length === 0) {
    return [];
  }
  return overwrites.flatMap((write): Problem[] => {
    const above = reach([write.nodeId], graph.inputsOf, 'from');
    const read = marked.find(({ nodeId }) => above.has(nodeId));
    if (read === undefined) {
      return [];
    }
    const all = write.mode === 'overwrite';
    return [
      {
        code: 'overwrites-with-bookmark',
        severity: all ? 'error' : 'warning',
        nodeId: write.nodeId,
        path: '/mode',
        message: `“Job bookmark” of ${nameOf(read.nodeId)} gives a run only what is new, and “When there is data already” of this output replaces ${all ? 'all rows' : 'whole partitions'} by it: ${all ? 'older rows would be lost' : 'older rows of those partitions are lost'}. Append here, or turn the bookmark off there.`
      }
    ];
  });
}

/**
 * A bookmark whose place a parameter names: AWS keeps the times of what was read for the step, whatever the value.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html
 */
function bookmarkOfMany(access: Access): Problem[] {
  if (access.op !== 'read' || !glueHints(access).bookmark) {
    return [];
  }
  const { source } = access;
  const fields: [Text, string][] =
    source.kind === 's3'
      ? source.paths.map((path, index) => [path, `/paths/${index}`])
      : [
          [source.database, '/database'],
          [source.table, '/table']
        ];
  return fields
    .filter(([text]) => text.some(isReference))
    .slice(0, 1)
    .map(([text, path]) => ({
      code: 'bookmark-of-many',
      severity: 'warning',
      nodeId: access.nodeId,
      path,
      message: `A parameter names what this step reads (${shownText(text)}), and “Job bookmark” goes by time for all its values: with another value, files older than the last run are not read. Turn the bookmark off, or make a step for each place.`
    }));
}

/** The tables and S3 paths that operations touch, to find those that overlap. */
class Places {
  constructor(
    accesses: readonly Access[],
    private readonly _values: ParameterTexts
  ) {
    for (const each of accesses) {
      for (const place of this._placesOf(each)) {
        add(this._exact, place, each);
        above(place).forEach(folder => add(this._below, folder, each));
      }
    }
  }

  /** Return another operation that touches what a write does: reads before writes. */
  other(write: WriteOperation): Access | undefined {
    const found = new Set<Access>();
    for (const place of this._placesOf(write)) {
      for (const access of [
        ...(this._exact.get(place) ?? []),
        ...(this._below.get(place) ?? []),
        ...above(place).flatMap(folder => this._exact.get(folder) ?? [])
      ]) {
        found.add(access);
      }
    }
    found.delete(write);
    const all = [...found];
    return all.find(each => each.op === 'read') ?? all[0];
  }

  private _placesOf(access: Access): string[] {
    const end = access.op === 'read' ? access.source : access.sink;
    const paths = pathsOf(access).map(({ path }) => path);
    const location =
      end.kind === 'catalog' && paths.length === 0 && end.location;
    return [
      ...(end.kind === 'catalog'
        ? [
            `table:${[end.catalogId ?? [], end.database, end.table].map(text => this._text(text)).join('/')}`.toLowerCase()
          ]
        : []),
      ...paths.map(path =>
        normalizedPath(`${isolated(access) ? 'tx' : ''}${this._text(path)}`)
      ),
      ...(location ? [normalizedPath(location)] : [])
    ];
  }

  private _text(text: Text): string {
    return shownText(substitute(text, this._values));
  }

  private _exact = new Map<string, Access[]>();
  private _below = new Map<string, Access[]>();
}

/** Return true for a write that no reader sees before all is written: it replaces nothing under a reader. */
function isolated(access: Access): boolean {
  return (
    access.op === 'write' &&
    access.sink.kind === 's3' &&
    access.sink.lakefs?.transaction === true
  );
}

/** Keeps two: enough to find one that is not the asker, and never long; a read always gets in. */
function add(map: Map<string, Access[]>, key: string, access: Access): void {
  const list = map.get(key) ?? [];
  if (list.length < 2 || access.op === 'read') {
    map.set(key, list.length < 4 ? [...list, access] : list);
  }
}

function above(place: string): string[] {
  return place.startsWith('table:') ? [] : foldersAbove(place);
}

/** The S3 paths that a step states, with the field of each. */
function pathsOf(access: Access): { path: Text; at: string }[] {
  const end = access.op === 'read' ? access.source : access.sink;
  if ('lakefs' in end && end.lakefs) {
    // A file or folder of the branch, whichever field has the part that is wrong.
    return ('paths' in end ? end.paths : [end.path]).map(path => ({
      path,
      at: '/path'
    }));
  }
  if ('paths' in end) {
    return end.paths.map((path, index) => ({ path, at: `/paths/${index}` }));
  }
  return 'path' in end && end.path ? [{ path: end.path, at: '/path' }] : [];
}

/** What an access touches, as a sentence has it. */
function describe(access: Access, values: ParameterTexts): string {
  const end = access.op === 'read' ? access.source : access.sink;
  const [first] = pathsOf(access);
  return end.kind === 'catalog'
    ? `table ${shownText(substitute(end.database, values))}.${shownText(substitute(end.table, values))}`
    : shownText(substitute(first?.path ?? [], values));
}
