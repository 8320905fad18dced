import type { Token } from './lexer.js';
import { windowParts, type SqlNode, type WindowNode } from './node.js';
import { SqlParser } from './parser.js';
import { readOrder, readWindows } from './window.js';
import type { NoWindow } from './windowcheck.js';

/** One item of a select list. */
export interface Item {
  node: SqlNode;
  alias?: string;
  /** As written, for the name of a column without one. */
  text: string;
}

/** How a table is joined to those before it. */
export interface Joined {
  kind: 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  on?: SqlNode;
  using?: string[];
}

/** The parts of a query by what they are for. */
export interface Clauses {
  distinct: boolean;
  /** One for each table but the first. */
  joins: Joined[];
  where?: SqlNode;
  group?: SqlNode[];
  having?: SqlNode;
  /** `directions` says how each key is sorted, as of a window. */
  order?: { keys: SqlNode[]; directions: string[] };
  limit?: SqlNode;
  /** There is more: OFFSET, SORT BY, CLUSTER BY, DISTRIBUTE BY. */
  more: boolean;
}

/** A query as read. */
export interface Query {
  items: Item[];
  tables: { name: string; input: string }[];
  /** Conditions, keys of groups and orders, and which of them take no window function. */
  others: { node: SqlNode; place?: NoWindow }[];
  /** The windows that it defines by name. */
  windows: Map<string, WindowNode>;
  using: string[];
  semi: boolean;
  clauses: Clauses;
}

/** Reads one SELECT off tokens; throws UnknownSyntax at what it does not know. */
export class QueryParser {
  constructor(
    tokens: readonly Token[],
    private readonly _source: string
  ) {
    this._parser = new SqlParser(tokens);
  }

  query(): Query {
    const parser = this._parser;
    parser.expect('select');
    const clauses: Clauses = {
      distinct: parser.take('distinct', 'all') === 'distinct',
      joins: [],
      more: false
    };
    const query: Query = {
      items: this._items(),
      tables: [],
      others: [],
      windows: new Map(),
      using: [],
      semi: false,
      clauses
    };
    if (parser.take('from') !== undefined) {
      this._from(query);
    }
    const add = (nodes: readonly SqlNode[], place?: NoWindow): void => {
      query.others.push(...nodes.map(node => ({ node, place })));
    };
    if (parser.take('where') !== undefined) {
      clauses.where = parser.expression();
      add([clauses.where], 'WHERE');
    }
    if (parser.take('group') !== undefined) {
      parser.expect('by');
      clauses.group = this._list();
      add(clauses.group, 'GROUP BY');
    }
    if (parser.take('having') !== undefined) {
      clauses.having = parser.expression();
      add([clauses.having], 'HAVING');
    }
    this._windows(query);
    for (;;) {
      const word = parser.take('order', 'sort', 'cluster', 'distribute');
      if (word === undefined) {
        break;
      }
      clauses.more ||= word !== 'order';
      if (word === 'order' || word === 'sort') {
        const directions: string[] = [];
        const keys = readOrder(parser, directions);
        clauses.order = { keys, directions };
        add(keys);
      } else {
        parser.expect('by');
        add(this._list());
      }
    }
    this._windows(query);
    if (
      parser.take('limit') !== undefined &&
      parser.take('all') === undefined
    ) {
      clauses.limit = parser.expression();
    }
    if (parser.take('offset') !== undefined) {
      clauses.more = true;
      parser.expression();
    }
    for (const window of query.windows.values()) {
      add(windowParts(window));
    }
    return parser.done ? query : parser.fail();
  }

  private _windows(query: Query): void {
    if (this._parser.take('window') !== undefined) {
      readWindows(this._parser, query.windows);
    }
  }

  private _list(): SqlNode[] {
    const nodes: SqlNode[] = [];
    do {
      nodes.push(this._parser.expression());
    } while (this._parser.take(',') !== undefined);
    return nodes;
  }

  private _items(): Item[] {
    const parser = this._parser;
    const items: Item[] = [];
    do {
      const start = parser.peek()?.start ?? 0;
      if (parser.take('*') !== undefined) {
        items.push({ node: { kind: 'star' }, text: '*' });
        continue;
      }
      const node = parser.expression();
      const end = parser.peek()?.start ?? this._source.length;
      const text = this._source.slice(start, end).trim();
      const named =
        parser.take('as') !== undefined ||
        ['word', 'identifier'].includes(parser.peek()?.kind ?? '');
      const isEnd = AFTER_ITEM.some(word => parser.looksAt(word));
      items.push({
        node,
        text,
        ...(named && !isEnd ? { alias: parser.name() } : {})
      });
    } while (parser.take(',') !== undefined);
    return items;
  }

  private _from(query: Query): void {
    const parser = this._parser;
    query.tables.push(this._table());
    for (;;) {
      if (parser.take(',') !== undefined) {
        query.tables.push(this._table());
        query.clauses.joins.push({ kind: 'cross' });
        continue;
      }
      const kind = this._joinKind();
      if (kind === undefined) {
        return;
      }
      const table = this._table();
      query.tables.push(table);
      // The right side of a semi join or anti join gives no columns: kept simple.
      query.semi ||= kind === 'semi' || kind === 'anti';
      const joined: Joined = { kind };
      query.clauses.joins.push(joined);
      if (parser.take('on') !== undefined) {
        joined.on = parser.expression();
        query.others.push({ node: joined.on, place: 'ON' });
      } else if (parser.take('using') !== undefined) {
        parser.expect('(');
        joined.using = [];
        do {
          const name = parser.name();
          joined.using.push(name);
          query.using.push(name);
        } while (parser.take(',') !== undefined);
        parser.expect(')');
      }
    }
  }

  private _joinKind(): Joined['kind'] | undefined {
    const parser = this._parser;
    if (parser.looksAt('natural')) {
      return parser.fail();
    }
    const side = parser.take(
      'inner',
      'cross',
      'left',
      'right',
      'full',
      'semi',
      'anti'
    );
    const half = side === 'left' ? parser.take('semi', 'anti') : undefined;
    parser.take('outer');
    if (parser.take('join') === undefined) {
      return side === undefined ? undefined : parser.fail();
    }
    return (half ?? side ?? 'inner') as Joined['kind'];
  }

  private _table(): { name: string; input: string } {
    const parser = this._parser;
    const input = parser.name();
    if (parser.looksAt('.') || parser.looksAt('(')) {
      parser.fail();
    }
    const next = parser.peek();
    const follows =
      next?.kind === 'identifier' ||
      (next?.kind === 'word' && !AFTER_TABLE.has(next.text.toLowerCase()));
    return parser.take('as') !== undefined || follows
      ? { name: parser.name(), input }
      : { name: input, input };
  }

  private readonly _parser: SqlParser;
}

/** Words after an item of a select list that are no name for it. */
const AFTER_ITEM =
  'from where group order sort cluster distribute having window limit offset'.split(
    ' '
  );

/** Words after a table that are no name for it. */
const AFTER_TABLE = new Set(
  'inner cross left right full semi anti natural join where group order having limit offset sort cluster distribute window union on using outer as lateral pivot unpivot tablesample'.split(
    ' '
  )
);
