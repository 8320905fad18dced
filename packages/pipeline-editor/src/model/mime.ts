/** A component dragged from the palette: its id. */
export const COMPONENT_MIME = 'application/vnd.glueflow.component';
/** A table dragged from the catalog list: `{connection?, database, table}`. */
export const TABLE_MIME = 'application/vnd.glueflow.table+json';
/** Files dragged from the file browser: their paths. */
export const FILES_MIME = 'application/x-jupyter-icontents';
