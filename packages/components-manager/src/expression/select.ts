import type { Token } from './lexer.js';
import type { SqlNode } from './node.js';
import { SqlParser } from './parser.js';

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
  /** Conditions, keys of groups and orders. */
  others: SqlNode[];
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
      using: [],
      semi: false
    };
    if (parser.take('from') !== undefined) {
      this._from(query);
    }
    const add = (node: SqlNode): void => {
      query.others.push(node);
    };
    if (parser.take('where') !== undefined) {
      add(parser.expression());
    }
    if (parser.take('group') !== undefined) {
      parser.expect('by');
      this._list(add);
    }
    if (parser.take('having') !== undefined) {
      add(parser.expression());
    }
    if (parser.take('order', 'sort') !== undefined) {
      parser.expect('by');
      this._list(node => {
        add(node);
        parser.take('asc', 'desc');
        if (parser.take('nulls') !== undefined) {
          if (parser.take('first', 'last') === undefined) {
            parser.fail();
          }
        }
      });
    }
    if (
      parser.take('limit') !== undefined &&
      parser.take('all') === undefined
    ) {
      parser.expression();
    }
    return parser.done ? query : parser.fail();
  }

  private _list(add: (node: SqlNode) => void): void {
    do {
      add(this._parser.expression());
    } while (this._parser.take(',') !== undefined);
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
      const isEnd = ['from', 'where', 'group', 'order', 'having', 'limit'].some(
        word => parser.looksAt(word)
      );
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
        query.others.push(parser.expression());
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

/** Words after a table that are no name for it. */
const AFTER_TABLE = new Set(
  'inner cross left right full semi anti natural join where group order having limit sort union on using outer as lateral pivot unpivot tablesample'.split(
    ' '
  )
);
