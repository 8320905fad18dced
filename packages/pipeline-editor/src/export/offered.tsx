import type { TranslationBundle } from '@jupyterlab/translation';

/** So many names are shown below an empty field. */
const SHOWN = 3;

/** The first of the names that an empty field can be given, to be taken by a click. */
export function Offered(props: {
  names: readonly string[];
  trans: TranslationBundle;
  onTake(name: string): void;
}): JSX.Element | null {
  const { names, trans, onTake } = props;
  const more = names.length - SHOWN;
  if (names.length === 0) {
    return null;
  }
  return (
    <p className="gf-Offered">
      {trans.__('Choose')}
      {names.slice(0, SHOWN).map(name => (
        <button
          key={name}
          type="button"
          className="gf-LinkButton"
          onClick={() => onTake(name)}
        >
          {name}
        </button>
      ))}
      {more > 0 &&
        trans._n(
          'or %1 more: press ↓ in the field',
          'or one of %1 more: press ↓ in the field',
          more
        )}
    </p>
  );
}
