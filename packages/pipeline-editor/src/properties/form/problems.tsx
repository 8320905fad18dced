import type { Problem } from '@glueflow/components-manager';
import { useFormScope } from './scope.js';

/** Problems beside the field they are about, errors before warnings, each with a button for its remedy. */
export function Problems(props: {
  id?: string;
  problems: readonly Problem[];
}): JSX.Element | null {
  const { id, problems } = props;
  const { trans, readOnly, fix } = useFormScope();
  if (problems.length === 0) {
    return null;
  }
  const sorted = [
    ...problems.filter(({ severity }) => severity === 'error'),
    ...problems.filter(({ severity }) => severity !== 'error')
  ];
  return (
    <ul id={id} className="gf-Problems">
      {sorted.map((problem, index) => (
        <li
          key={`${problem.code} ${index}`}
          className="gf-Problem"
          data-severity={problem.severity}
        >
          <span className="gf-Problem-word">
            {problem.severity === 'error'
              ? trans.__('Error')
              : trans.__('Warning')}
          </span>
          <span className="gf-Problem-message">{problem.message}</span>
          {problem.fix !== undefined && !readOnly && (
            <button
              type="button"
              className="gf-LinkButton"
              onClick={() => {
                if (problem.fix) {
                  fix(problem.fix);
                }
              }}
            >
              {problem.fix.title}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
