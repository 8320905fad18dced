import { parseType } from '@glueflow/components-manager';
import { textOf } from '../form/value.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { Combobox } from './combobox.js';
import type { Option } from './options.js';

/** Types of columns that are offered; any other that Glue and Hive know can be typed. */
export const TYPES: readonly string[] = [
  'string',
  'int',
  'bigint',
  'double',
  'boolean',
  'date',
  'timestamp',
  'decimal(10,2)',
  'float',
  'smallint',
  'tinyint',
  'binary',
  'varchar(255)',
  'char(10)',
  'array<string>',
  'map<string,string>',
  'struct<name:string>'
];

/** What is wrong with the text of a type; undefined for a type, or for nothing. */
export function typeProblem(text: string): string | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    parseType(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const OPTIONS: readonly Option[] = TYPES.map(value => ({ value }));

/** The type of a column. */
export function TypeControl(props: ControlProps): JSX.Element {
  const { trans, readOnly } = useFormScope();
  const text = textOf(props.value);
  const { value: _value, ...rest } = props;
  return (
    <Combobox
      {...rest}
      value={text}
      offers={{
        state: 'ready',
        options: OPTIONS,
        hint: typeProblem(text) ?? trans.__('Any type of Glue or Hive.')
      }}
      trans={trans}
      disabled={readOnly}
      placeholder={props.placeholder ?? trans.__('Type')}
      invalid={props.invalid || typeProblem(text) !== undefined}
      free={typeProblem(text) === undefined}
    />
  );
}
