/** Table formats that keep a log of their own beside the files, and what people call them: only their libraries can read and write them. */
export const OPEN_TABLE_FORMATS: ReadonlyMap<string, string> = new Map([
  ['iceberg', 'Apache Iceberg'],
  ['delta', 'Delta Lake'],
  ['hudi', 'Apache Hudi']
]);

/** Return true for the format of a table (in any case) that is Iceberg, Delta Lake or Hudi; false where it is not known. */
export function isOpenTableFormat(format: string | undefined): boolean {
  return format !== undefined && OPEN_TABLE_FORMATS.has(format.toLowerCase());
}
