import { useEffect, useRef, useState, type JSX } from 'react';

interface InPlaceProps {
  value: string;
  label: string;
  multiline?: boolean;
  /** Called once, with the text to keep, or undefined when it is given up. */
  done(text: string | undefined): void;
}

/**
 * Edits a text where it stands: Enter keeps it (Ctrl+Enter in several lines), leaving keeps it, Escape gives it up, but for several lines:
 * they are too much to lose, and Undo takes them back.
 */
export function InPlace({
  value,
  label,
  multiline,
  done
}: InPlaceProps): JSX.Element {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const settled = useRef(false);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  const settle = (result: string | undefined): void => {
    if (!settled.current) {
      settled.current = true;
      done(result);
    }
  };
  const Field = multiline ? 'textarea' : 'input';
  return (
    <Field
      ref={field}
      className="gf-InPlace nodrag nopan nowheel"
      aria-label={label}
      value={text}
      spellCheck={multiline}
      onChange={event => setText(event.target.value)}
      onBlur={() => settle(text)}
      onPointerDown={event => event.stopPropagation()}
      onDoubleClick={event => event.stopPropagation()}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          settle(multiline ? text : undefined);
        } else if (
          event.key === 'Enter' &&
          !event.nativeEvent.isComposing &&
          (!multiline || event.ctrlKey || event.metaKey)
        ) {
          event.preventDefault();
          settle(text);
        }
      }}
    />
  );
}
