import { copyIcon } from '@jupyterlab/ui-components';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { createContext, useContext, useState, type ReactNode } from 'react';
import type { Problem } from '@glueflow/components-manager';
import type { ServiceError } from './client.js';

const LOGIN =
  /\b(?:aws (?:sso )?login(?: --[a-z-]+ (?:'[^']*'|"[^"]*"|[\w./:@+=-]*\w))*)/;

/** The command that a failure's text asks to be run, such as `aws sso login --profile dev`. */
export function commandOf(
  error: Pick<ServiceError, 'message' | 'remedy'>
): string | undefined {
  const text = `${error.remedy ?? ''}\n${error.message}`;
  return (
    LOGIN.exec(text)?.[0] ??
    /(?:^|: )(glueflow [^\n]+)$/.exec(error.remedy ?? '')?.[1]
  );
}

/** Goes to a field of a step. */
export type OpenField = (field: { nodeId: string; path: string }) => void;

/** What a step is called by its person; undefined where nobody knows. Problems are reported with it. */
export const StepName = createContext<(nodeId: string) => string | undefined>(
  () => undefined
);

/** What went wrong, what to do about it, the command to run with a button that copies it, and Retry. */
export function FailureNote(props: {
  error: ServiceError;
  trans: TranslationBundle;
  onRetry?(): void;
  /** Goes to the step's field that a problem is about. */
  onOpen?: OpenField;
  children?: ReactNode;
}): JSX.Element {
  const { error, trans, onRetry, onOpen, children } = props;
  const { message, remedy } = error;
  const command = commandOf(error);
  return (
    <div className="gf-Failure" role="alert">
      <p className="gf-Failure-message">{message}</p>
      {remedy !== undefined && <p className="gf-Failure-remedy">{remedy}</p>}
      {error.problems.length > 0 && (
        <ul className="gf-Failure-problems">
          {error.problems.map((problem, index) => (
            <li key={index} data-severity={problem.severity}>
              <ProblemText problem={problem} trans={trans} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      {command !== undefined && <CommandLine command={command} trans={trans} />}
      {(onRetry !== undefined || children !== undefined) && (
        <div className="gf-Failure-actions">
          {onRetry !== undefined && (
            <button
              type="button"
              className="jp-mod-styled jp-mod-reject gf-mod-small"
              onClick={onRetry}
            >
              {trans.__('Retry')}
            </button>
          )}
          {children}
        </div>
      )}
    </div>
  );
}

/** What a problem says, and of which step; a button that leads to its step's field, where it has one. */
export function ProblemText(props: {
  problem: Problem;
  trans: TranslationBundle;
  onOpen?: OpenField;
}): JSX.Element {
  const { problem, trans, onOpen } = props;
  const { message, nodeId, path } = problem;
  const name = useContext(StepName)(nodeId ?? '');
  const text = (
    <span>
      {name !== undefined && <span className="gf-Failure-step">{name}: </span>}
      {message}
    </span>
  );
  return onOpen === undefined || nodeId === undefined ? (
    text
  ) : (
    <button
      type="button"
      className="gf-LinkButton"
      title={trans.__('Go to the field')}
      onClick={() => onOpen({ nodeId, path })}
    >
      {text}
    </button>
  );
}

/** A command for a terminal, with a button that copies it. */
function CommandLine(props: {
  command: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { command, trans } = props;
  const [copied, setCopied] = useState(false);
  return (
    <div className="gf-CommandLine">
      <code>{command}</code>
      <button
        type="button"
        className="gf-IconButton"
        title={trans.__('Copy the command')}
        aria-label={trans.__('Copy the command')}
        onClick={() => {
          Clipboard.copyToSystem(command);
          setCopied(true);
        }}
      >
        <copyIcon.react tag="span" width="14px" height="14px" />
      </button>
      <span role="status">{copied ? trans.__('Copied') : ''}</span>
    </div>
  );
}
