import { sameType } from './cast.js';
import type { DataType } from './type.js';

/** What speaks for two fields being one that was renamed. */
export type Evidence = 'id' | 'comment' | 'name' | 'position' | 'case';

/** What fields are matched by. */
export interface Matched {
  name: string;
  type: DataType;
  comment?: string;
  id?: string;
}

/** A field of the old schema and the one it is in the new schema, by position. */
export interface FieldMatch {
  from: number;
  to: number;
  /** Empty where the names are equal. */
  evidence: readonly Evidence[];
  /** True when it stands elsewhere among the fields that both have. */
  moved: boolean;
}

/** Fields of two schemas, matched. */
export interface FieldMatches {
  matches: FieldMatch[];
  /** Positions in the new schema. */
  added: number[];
  /** Positions in the old schema. */
  removed: number[];
}

/** Most fields among which renames are looked for: each old one is compared with each new one. */
const MOST_RENAMES = 500;

/** Match fields by id, then name, then name without case, then evidence for a rename. */
export function matchFields(
  before: readonly Matched[],
  after: readonly Matched[]
): FieldMatches {
  const pairs = new Pairs(before, after);
  pairs.by(field => field.id, ['id']);
  // Two ids that differ say that one field has gone and another came under its name.
  const name = (field: Matched): string => field.name;
  pairs.by(name, []);
  pairs.by(field => field.name.toLowerCase(), ['case']);
  pairs.byEvidence();
  const matches = pairs.found.sort((a, b) => a.to - b.to);
  const still = longestRise(matches.map(({ from }) => from));
  return {
    matches: matches.map((match, index) => ({
      ...match,
      moved: !still.has(index)
    })),
    added: pairs.left(after, 'to'),
    removed: pairs.left(before, 'from')
  };
}

type Pair = Omit<FieldMatch, 'moved'>;

class Pairs {
  constructor(
    private readonly _before: readonly Matched[],
    private readonly _after: readonly Matched[]
  ) {}

  readonly found: Pair[] = [];

  /** Pair fields with equal keys, those of one key in their order. */
  by(
    keyOf: (field: Matched) => string | undefined,
    evidence: readonly Evidence[]
  ): void {
    const waiting = new Map<string, number[]>();
    for (const to of this.left(this._after, 'to')) {
      const key = keyOf(this._after[to]);
      if (key !== undefined) {
        waiting.set(key, [...(waiting.get(key) ?? []), to]);
      }
    }
    for (const from of this.left(this._before, 'from')) {
      const key = keyOf(this._before[from]);
      const candidates = key === undefined ? undefined : waiting.get(key);
      const at = candidates?.findIndex(to => this._mayBeOne(from, to)) ?? -1;
      if (candidates !== undefined && at >= 0) {
        const [to] = candidates.splice(at, 1);
        const same = this._before[from].name === this._after[to].name;
        this._add({ from, to, evidence: same ? [] : evidence });
      }
    }
  }

  /** Pair what is left where each is the other's only best candidate. */
  byEvidence(): void {
    const froms = this.left(this._before, 'from');
    const tos = this.left(this._after, 'to');
    if (froms.length > MOST_RENAMES || tos.length > MOST_RENAMES) {
      return;
    }
    const best = { from: new Map<number, Best>(), to: new Map<number, Best>() };
    for (const from of froms) {
      for (const to of tos) {
        const evidence = this._evidence(from, to);
        const score = evidence.reduce((sum, each) => sum + WEIGHT[each], 0);
        if (score >= ENOUGH) {
          improve(best.from, from, { other: to, score, evidence });
          improve(best.to, to, { other: from, score, evidence });
        }
      }
    }
    for (const [from, { other: to, alone, evidence }] of best.from) {
      const back = best.to.get(to);
      if (alone && back?.alone && back.other === from) {
        this._add({ from, to, evidence });
      }
    }
  }

  /** Positions of the fields of one side that have no partner. */
  left(fields: readonly Matched[], side: 'from' | 'to'): number[] {
    const taken = this._taken[side];
    return [...fields.keys()].filter(index => !taken.has(index));
  }

  private _add(pair: Pair): void {
    this.found.push(pair);
    this._taken.from.add(pair.from);
    this._taken.to.add(pair.to);
  }

  private _mayBeOne(from: number, to: number): boolean {
    const [a, b] = [this._before[from].id, this._after[to].id];
    return a === undefined || b === undefined || a === b;
  }

  private _evidence(from: number, to: number): Evidence[] {
    const [a, b] = [this._before[from], this._after[to]];
    if (!this._mayBeOne(from, to) || !sameType(a.type, b.type)) {
      return [];
    }
    return [
      ...(a.comment && a.comment === b.comment ? (['comment'] as const) : []),
      ...(alike(a.name, b.name) ? (['name'] as const) : []),
      ...(from === to ? (['position'] as const) : [])
    ];
  }

  private readonly _taken = { from: new Set<number>(), to: new Set<number>() };
}

const WEIGHT: Readonly<Record<Evidence, number>> = {
  id: 9,
  comment: 3,
  name: 2,
  position: 1,
  case: 0
};

/** The same comment is enough; so is a like name at the same position. */
const ENOUGH = 3;

interface Best {
  other: number;
  score: number;
  evidence: readonly Evidence[];
  /** False when another candidate is as good. */
  alone: boolean;
}

function improve(
  best: Map<number, Best>,
  key: number,
  candidate: Omit<Best, 'alone'>
): void {
  const known = best.get(key);
  if (known === undefined || candidate.score > known.score) {
    best.set(key, { ...candidate, alone: true });
  } else if (candidate.score === known.score) {
    best.set(key, { ...known, alone: false });
  }
}

/** Tell whether two names are one but for separators, or a few letters, or one is the other with a word more. */
function alike(a: string, b: string): boolean {
  const [left, right] = [a, b].map(name =>
    name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  );
  const [short, long] =
    left.length < right.length ? [left, right] : [right, left];
  if (short === '') {
    return false;
  }
  return (
    left === right ||
    (short.length >= 3 && (long.startsWith(short) || long.endsWith(short))) ||
    distance(left, right) <= long.length / 4
  );
}

/** The number of letters to insert, remove or replace; names are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      );
    }
    row = next;
  }
  return row[b.length];
}

/** Positions of a longest rising subsequence: what is not in it has moved. */
function longestRise(values: readonly number[]): Set<number> {
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  values.forEach((value, index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[ends[middle]] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    previous[index] = ends[low - 1];
    ends[low] = index;
  });
  const rise = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) {
    rise.add(at);
  }
  return rise;
}
