import type { WriteOperation } from '../../plan/operation.js';
import type { OperationProblem } from '../../target/target.js';
import { printType } from '../../types/print.js';
import type { DataType } from '../../types/type.js';
import { tableWriteLimits } from './tablewritelimits.js';
import { schemeProblem } from './readlimits.js';

/** Formats that `enableUpdateCatalog` is documented for. Source: AWS Glue, "Updating the schema and partitions in the Data Catalog". */
const UPDATABLE = new Set(['json', 'csv', 'avro', 'parquet']);

/** Return what AWS Glue's writers can't do of what a write asks for. */
export function writeLimits(write: WriteOperation): OperationProblem[] {
  const { sink, format, compression, schema } = write;
  const problems: OperationProblem[] = tableWriteLimits(write);
  const refuse = (code: string, field: string, message: string): void => {
    problems.push({
      ...{ code, severity: 'error', operation: write, field, message }
    });
  };
  if (sink.path !== undefined) {
    problems.push(...schemeProblem(write, '/sink/path', sink.path));
  }
  const updates = sink.kind === 'catalog' && sink.updateCatalog;
  if (updates) {
    for (const column of schema ?? []) {
      if (isNestedDeeply(column.type)) {
        refuse(
          'nested-schema',
          '/sink/updateCatalog',
          `“${column.name.replace(/[\n\r\t]/g, ' ')}” is ${printType(column.type)}: AWS Glue can't create or update a table with lists, maps or structs within each other. Flatten the column first, or turn “Create or update the table” off.`
        );
      }
    }
  }
  if (updates && !UPDATABLE.has(format)) {
    refuse(
      'catalog-format',
      '/format',
      `AWS Glue can't create or update a table of ${format} files. Choose Parquet, CSV, JSON or Avro, or turn “Create or update the table” off.`
    );
  }
  if (
    format === 'avro' &&
    compression !== undefined &&
    compression !== 'none' &&
    compression !== 'uncompressed'
  ) {
    problems.push({
      code: 'bad-compression',
      severity: 'error',
      operation: write,
      field: '/compression',
      message: `Avro files can't be compressed${typeof compression === 'string' ? ` with ${compression}` : ''}. Leave it empty.`,
      fix: { title: 'Leave it empty', field: '/compression' }
    });
  }
  return problems;
}

/** Return true for a type that nests: a list, map or struct within another. */
function isNestedDeeply(type: DataType, depth = 0): boolean {
  switch (type.kind) {
    case 'array':
      return depth > 0 || isNestedDeeply(type.element, depth + 1);
    case 'map':
      return depth > 0 || isNestedDeeply(type.value, depth + 1);
    case 'struct':
      return (
        depth > 0 ||
        type.fields.some(field => isNestedDeeply(field.type, depth + 1))
      );
    case 'union':
      return true;
    default:
      return false;
  }
}
