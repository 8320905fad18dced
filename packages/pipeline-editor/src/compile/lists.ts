import type { TableLocation } from '@glueflow/components-manager';
import type { GlueflowService } from '../service/client.js';
import type { News } from '../service/news.js';

/** A database of a catalog; without one the catalog itself. */
export interface ListPlace {
  connection?: string;
  database?: string;
  /** Account that owns the catalog, where it is not the caller's own. */
  catalogId?: string;
}

/** So many tables of a database are looked through, for a name that is not there or for a folder. */
const LISTED = '1000';

/**
 * Lists of the Data Catalog that only help: asked of the service in the background when first needed, and again after the catalog may
 * have changed. One that can't be had stays unknown.
 */
export class CatalogLists {
  /**
   * @param _learned - Called when a list became known, or another.
   */
  constructor(
    private readonly _service: Pick<GlueflowService, 'get'>,
    private readonly _learned: () => void
  ) {}

  /** Return the names of a database's tables, or of the databases; undefined: not known (yet). */
  names(place: ListPlace): readonly string[] | undefined {
    const { database, ...whose } = place;
    return this._look(this._names, place, async () => {
      const found =
        database === undefined
          ? (
              await this._service.get<{ databases: { name: string }[] }>(
                'catalog/databases',
                whose
              )
            ).databases
          : (
              await this._service.get<{ tables: { name: string }[] }>(
                pathOf(database),
                { ...whose, names: 'true', limit: LISTED }
              )
            ).tables;
      return found.map(({ name }) => name);
    });
  }

  /** Return where the files of a database's tables are; undefined: not known (yet). */
  locations(
    place: ListPlace & { database: string }
  ): readonly TableLocation[] | undefined {
    const { database, ...whose } = place;
    return this._look(this._locations, place, async () => {
      const { tables } = await this._service.get<{ tables?: TableLocation[] }>(
        pathOf(database),
        // A refusal would be an error in the browser's console.
        { ...whose, locations: 'true', limit: LISTED, absent: 'allowed' }
      );
      return tables ?? [];
    });
  }

  /** Have lists that may have changed asked for again when they are next needed; what is known stays till the answer is there. */
  recheck(changed: News): void {
    for (const list of this._names.values()) {
      list.stale = true;
    }
    for (const list of this._locations.values()) {
      const database = list.place.database?.toLowerCase();
      list.stale ||=
        changed === undefined ||
        changed.some(each => each.database.toLowerCase() === database);
    }
  }

  /** Forget all of them; answers under way come to nothing. */
  clear(): void {
    this._names.clear();
    this._locations.clear();
  }

  private _look<T>(
    lists: Map<string, CatalogList<T>>,
    place: ListPlace,
    ask: () => Promise<readonly T[]>
  ): readonly T[] | undefined {
    const key = JSON.stringify(place);
    const list = lists.get(key) ?? { place, stale: true };
    lists.set(key, list);
    if (list.stale) {
      list.stale = false;
      const asked = ask();
      list.asked = asked;
      asked.then(
        items => {
          if (
            lists.get(key) === list &&
            list.asked === asked &&
            JSON.stringify(items) !== JSON.stringify(list.items)
          ) {
            list.items = items;
            this._learned();
          }
        },
        () => {
          // It would only have been a help.
        }
      );
    }
    return list.items;
  }

  private _names = new Map<string, CatalogList<string>>();
  private _locations = new Map<string, CatalogList<TableLocation>>();
}

interface CatalogList<T> {
  place: ListPlace;
  items?: readonly T[];
  /** The question asked last: only its answer counts. */
  asked?: Promise<readonly T[]>;
  /** To be asked for again when it is next looked at. */
  stale: boolean;
}

function pathOf(database: string): string {
  return `catalog/databases/${encodeURIComponent(database)}/tables`;
}
