import type { Fix } from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FormProblem } from './problem.js';
import { useFormScope } from './scope.js';

/** Problems beside the field they are about. */
export function Problems(props: {
  id?: string;
  problems: readonly FormProblem[];
}): JSX.Element | null {
  const { trans, readOnly, fix } = useFormScope();
  return (
    <ProblemList {...props} trans={trans} onFix={readOnly ? undefined : fix} />
  );
}

/** Problems, errors before warnings, each with a button for its remedy. */
export function ProblemList(props: {
  id?: string;
  problems: readonly FormProblem[];
  trans: TranslationBundle;
  /** Absent: nothing may be changed. */
  onFix?(fix: Fix): void;
}): JSX.Element | null {
  const { id, problems, trans, onFix } = props;
  if (problems.length === 0) {
    return null;
  }
  const sorted = [
    ...problems.filter(({ severity }) => severity === 'error'),
    ...problems.filter(({ severity }) => severity !== 'error')
  ];
  return (
    <ul id={id} className="gf-FieldProblems">
      {sorted.map((problem, index) => (
        <li
          key={`${problem.code} ${index}`}
          className="gf-FieldProblem"
          data-severity={problem.waits ? 'waits' : problem.severity}
        >
          <span className="gf-FieldProblem-word">
            {problem.waits
              ? trans.__('Required')
              : problem.severity === 'error'
                ? trans.__('Error')
                : trans.__('Warning')}
          </span>
          <span className="gf-FieldProblem-message">{problem.message}</span>
          {problem.fix !== undefined && onFix !== undefined && (
            <button
              type="button"
              className="gf-FieldLink"
              onClick={() => {
                if (problem.fix) {
                  onFix(problem.fix);
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
