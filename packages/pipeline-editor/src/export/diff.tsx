import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { jupyterTheme } from '@jupyterlab/codemirror';
import { useEffect, useRef } from 'react';

/** A text for reading, with what differs from the text before it where there is one. */
export function DiffView(props: {
  text: string;
  before?: string;
  /** Highlights the text, once it is there. */
  language?: Extension;
  label: string;
}): JSX.Element {
  const { text, before, language, label } = props;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = host.current;
    if (parent === null) {
      return undefined;
    }
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          jupyterTheme,
          lineNumbers(),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({
            tabindex: '0',
            'aria-label': label,
            'aria-readonly': 'true'
          }),
          ...(language === undefined ? [] : [language]),
          ...(before === undefined
            ? []
            : [
                unifiedMergeView({
                  original: before,
                  mergeControls: false,
                  gutter: true,
                  collapseUnchanged: { margin: 3, minSize: 8 }
                })
              ])
        ]
      })
    });
    return () => view.destroy();
  }, [text, before, language, label]);
  return <div className="gf-Diff" ref={host} />;
}
