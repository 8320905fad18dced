import {
  parseType,
  printType,
  TypeSyntaxError,
  type Json
} from '@glueflow/components-manager';
import { useFormScope } from '../form/scope.js';
import { useSignal } from '../hooks.js';

/** Fills the list of the columns that a step yields with those its last preview showed. */
export function TakeColumns(props: {
  path: string;
  onTake(columns: Json[]): void;
}): JSX.Element | null {
  const { component, nodeId, previews, readOnly, trans } = useFormScope();
  const columns = useSignal(previews.stateChanged, () => previews.seen(nodeId));
  // Of an input nobody can say which columns stand in the names of folders.
  if (
    readOnly ||
    component.inputs.length === 0 ||
    component.declares === undefined ||
    props.path !== `/${component.declares}`
  ) {
    return null;
  }
  return (
    <button
      type="button"
      className="gf-AddButton"
      disabled={columns === undefined}
      title={
        columns === undefined
          ? trans.__('Preview this step first: its columns are not known yet.')
          : trans.__(
              'Names and types as the last preview of this step has them'
            )
      }
      onClick={() =>
        props.onTake(
          (columns ?? []).map(({ name, type }) => ({
            name,
            type: spelled(type)
          }))
        )
      }
    >
      {trans.__('Take from preview')}
    </button>
  );
}

/** A type as forms write it. */
function spelled(type: string): string {
  try {
    return printType(parseType(type));
  } catch (error) {
    if (error instanceof TypeSyntaxError) {
      // A type that no table can have: the field says so.
      return type;
    }
    throw error;
  }
}
