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
    parser.take('distinct', 'all');
    const query: Query = {
      items: this._items(),
      tables: [],
      others: [],
      windows: new Map(),
      using: [],
      semi: false
    };
    if (parser.take('from') !== undefined) {
      this._from(query);
    }
    const add = (nodes: readonly SqlNode[], place?: NoWindow): void => {
      query.others.push(...nodes.map(node => ({ node, place })));
    };
    if (parser.take('where') !== undefined) {
      add([parser.expression()], 'WHERE');
    }
    if (parser.take('group') !== undefined) {
      parser.expect('by');
      add(this._list(), 'GROUP BY');
    }
    if (parser.take('having') !== undefined) {
      add([parser.expression()], 'HAVING');
    }
    this._windows(query);
    for (;;) {
      const word = parser.take('order', 'sort', 'cluster', 'distribute');
      if (word === undefined) {
        break;
      }
      if (word === 'order' || word === 'sort') {
        add(readOrder(parser));
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
      parser.expression();
    }
    if (parser.take('offset') !== undefined) {
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
        continue;
      }
      const kind = this._joinKind();
      if (kind === undefined) {
        return;
      }
      const table = this._table();
      query.tables.push(table);
      // The right side of a semi join or anti join gives no columns: kept simple.
      query.semi ||= kind === 'semi';
      if (parser.take('on') !== undefined) {
        query.others.push({ node: parser.expression(), place: 'ON' });
      } else if (parser.take('using') !== undefined) {
        parser.expect('(');
        do {
          query.using.push(parser.name());
        } while (parser.take(',') !== undefined);
        parser.expect(')');
      }
    }
  }

  private _joinKind(): 'plain' | 'semi' | undefined {
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
    const semi =
      side === 'semi' ||
      side === 'anti' ||
      (side === 'left' && parser.take('semi', 'anti') !== undefined);
    parser.take('outer');
    if (parser.take('join') === undefined) {
      return side === undefined ? undefined : parser.fail();
    }
    return semi ? 'semi' : 'plain';
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
