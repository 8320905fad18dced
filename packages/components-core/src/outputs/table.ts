import {
  homeOf,
  sameName,
  type ComponentContext,
  type ComponentProblem,
  type TableDescription
} from '@glueflow/components-manager';
import { documentPath, error, quote } from '../common/column.js';
import { FORMAT_TITLES } from '../common/format.js';
import { showText, type TextField } from '../common/text.js';
import type { WriteConfig } from '../common/write.js';

/** The configuration of Glue Data Catalog output. */
export type CatalogOutputConfig = WriteConfig & {
  connection?: string;
  catalogId?: TextField;
  database: TextField;
  table: TextField;
  path?: TextField;
  updateCatalog?: boolean;
  updateBehavior?: 'UPDATE_IN_DATABASE' | 'LOG';
  format: 'csv' | 'json' | 'avro' | 'parquet';
};

/** How the settings go with a table that exists. */
export function tableProblems(
  config: CatalogOutputConfig,
  table: TableDescription,
  context: ComponentContext
): ComponentProblem[] {
  const name = quote(showText(config.table));
  const problems: ComponentProblem[] = [];
  const format = table.format?.toLowerCase();
  if (format !== undefined && format !== (config.format ?? 'parquet')) {
    const known = ['parquet', 'csv', 'json', 'avro'].includes(format);
    problems.push(
      error(
        'format-differs',
        '/format',
        `Table ${name} holds ${format} files; files of another format would be unreadable among them.${known ? '' : ' Choose another table.'}`,
        known
          ? {
              title: `Use ${FORMAT_TITLES[format as 'csv']}`,
              path: documentPath(context, '/format'),
              value: format
            }
          : undefined
      )
    );
  }
  const keys = config.partitionKeys ?? [];
  const wanted = table.partitionKeys.map(key => key.name);
  if (
    keys.length !== wanted.length ||
    keys.some((key, index) => !sameName(key, wanted[index]))
  ) {
    problems.push(
      error(
        'partition-keys-differ',
        '/partitionKeys',
        `Table ${name} ${wanted.length === 0 ? 'has no partition keys' : `is partitioned by ${wanted.join(', ')}`}; the partition keys must be the same, in the same order.`,
        {
          title: `Use ${wanted.length === 0 ? 'none' : wanted.join(', ')}`,
          path: documentPath(context, '/partitionKeys'),
          value: wanted
        }
      )
    );
  }
  if (
    (config.mode ?? 'append') === 'append' &&
    table.location &&
    homeOf(table.location) !== table.location
  ) {
    problems.push(
      error(
        'interrupted-overwrite',
        '/mode',
        `A run that overwrote table ${name} ended before its files were moved from ${table.location}: what is appended would not be seen. Run the overwrite again first.`
      )
    );
  }
  return problems;
}
