import type { OperationProblem } from '../../target/target.js';

/** A problem with a table of the catalog, before it is known which operation has it. */
export type TableProblem = Omit<OperationProblem, 'operation'>;

/** Return an error at a field of an operation. */
export function error(
  code: string,
  field: string,
  message: string
): TableProblem {
  return { code, severity: 'error', field, message };
}

/** Return a warning at a field of an operation. */
export function warning(
  code: string,
  field: string,
  message: string,
  fix?: TableProblem['fix']
): TableProblem {
  return {
    code,
    severity: 'warning',
    field,
    message,
    ...(fix === undefined ? {} : { fix })
  };
}

/** Return the statement that sets a property of a table in Athena. */
export function tableProperty(
  database: string,
  name: string,
  property: string,
  value: string
): string {
  return `ALTER TABLE ${athenaName(database, name)} SET TBLPROPERTIES ('${property}'='${value}')`;
}

/** Return the name of a table as Athena's statements have it. */
export function athenaName(database: string, name: string): string {
  return [database, name]
    .map(part => `\`${part.replace(/`/g, '``')}\``)
    .join('.');
}
