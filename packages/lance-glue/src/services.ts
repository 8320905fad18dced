import type { Catalog } from './catalog.js';
import type { Listings } from './listing.js';
import type { GlueSettings } from './properties.js';
import type { Store } from './store.js';

/** What the operations of a namespace work with. */
export interface Services {
  catalog: Catalog;
  store: Store;
  listings: Listings;
  settings: GlueSettings;
}
