import {
  isObject,
  type Json,
  type JsonObject
} from '@glueflow/components-manager';
import { ConditionControl } from '../condition/builder.js';
import { ExpressionControl } from '../condition/expression.js';
import { CodeControl } from '../editors/control.js';
import { InputNamesControl } from '../editors/inputnames.js';
import { ListControl } from '../list/list.js';
import { MappingControl } from '../mapping/table.js';
import { ColumnControl, ColumnsControl } from '../pickers/column.js';
import { PathControl } from '../pickers/path.js';
import {
  ConnectionControl,
  DatabaseControl,
  ReferenceControl,
  RepositoryControl,
  TableControl
} from '../pickers/table.js';
import { TypeControl } from '../pickers/type.js';
import { kept } from './edit.js';
import {
  BooleanControl,
  ChoiceControl,
  NumberControl,
  TextControl
} from './input.js';
import { choicesOf, fieldsOf, typeOfSchema } from './schema.js';
import type { NestedControlProps } from './scope.js';

/** What draws one value: the picker its hint names, or what suits its type. */
export function Control(props: NestedControlProps): JSX.Element {
  const { spec, root, Frame, ...control } = props;
  const { schema, hint, path, title, required } = spec;
  switch (hint.control) {
    case 'connection':
      return <ConnectionControl {...control} />;
    case 'database':
      return <DatabaseControl {...control} />;
    case 'table':
      return <TableControl {...control} />;
    case 'column':
      return <ColumnControl {...control} input={hint.input} />;
    case 'columns':
      return <ColumnsControl {...control} input={hint.input} path={path} />;
    case 'condition':
      return <ConditionControl {...control} path={path} />;
    case 'mapping':
      return <MappingControl {...control} path={path} />;
    case 'type':
      return <TypeControl {...control} />;
    case 'lakefs-repository':
      return <RepositoryControl {...control} />;
    case 'lakefs-reference':
    case 'lakefs-branch':
      return (
        <ReferenceControl
          {...control}
          onlyBranches={hint.control === 'lakefs-branch'}
        />
      );
    case 's3-path':
      return <PathControl {...control} />;
    case 'sql-expression':
      return <ExpressionControl {...control} title={title} />;
    case 'sql-query':
    case 'partition-predicate':
    case 'python':
      return <CodeControl {...control} kind={hint.control} title={title} />;
  }
  if (hint.control === 'input-names') {
    return <InputNamesControl {...control} path={path} />;
  }
  const placeholder =
    control.placeholder ??
    (typeof schema.default === 'string' || typeof schema.default === 'number'
      ? String(schema.default)
      : undefined);
  if (choicesOf(schema) !== undefined) {
    return <ChoiceControl {...control} schema={schema} required={required} />;
  }
  switch (typeOfSchema(schema)) {
    case 'array':
      return (
        <ListControl
          {...control}
          spec={{ path, schema, root, title }}
          Control={Control}
          Frame={Frame}
        />
      );
    case 'boolean':
      return <BooleanControl {...control} preset={schema.default === true} />;
    case 'integer':
    case 'number':
      return <NumberControl {...control} placeholder={placeholder} />;
    case 'object':
      return <ObjectControl {...props} />;
    default:
      return (
        <TextControl
          {...control}
          placeholder={control.value === '' ? undefined : placeholder}
        />
      );
  }
}

/** The fields of an object within a configuration. */
function ObjectControl(props: NestedControlProps): JSX.Element {
  const { spec, root, id, onChange, Frame } = props;
  const value: JsonObject = isObject(props.value)
    ? (props.value as JsonObject)
    : {};
  return (
    <div className="gf-Object" role="group" aria-label={spec.title}>
      {fieldsOf(spec.schema, value, root, spec.path).map(field => (
        <Frame
          key={field.name}
          id={`${id}-${field.name}`}
          spec={field}
          root={root}
          value={value[field.name]}
          onChange={(next: Json | undefined) => {
            const { [field.name]: _before, ...others } = value;
            const after = kept(next, field.schema, field.required);
            onChange(
              after === undefined ? others : { ...value, [field.name]: after }
            );
          }}
        />
      ))}
    </div>
  );
}
