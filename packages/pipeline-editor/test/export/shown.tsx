import '../properties/dom';
import {
  act,
  cleanup,
  fireEvent,
  render,
  screen
} from '@testing-library/react';
import { ExportDialog } from '../../src/export/dialog';
import { openExport, trans, type OpenExport } from './fake';

// CodeMirror measures what it draws, which jsdom can't.
jest.mock('../../src/export/diff', () => ({
  DiffView: ({ text, before }: { text: string; before?: string }) => (
    <pre data-testid="diff" data-before={before}>
      {text}
    </pre>
  )
}));

/** What the dialog leads to. */
export const links = {
  openField: jest.fn(),
  openFile: jest.fn(),
  openJob: jest.fn(),
  openTable: jest.fn()
};
export const onClose = jest.fn();

/** The export that is shown. */
export let open: OpenExport;

/** Shows the dialog over fakes. */
export async function show(
  options: Parameters<typeof openExport>[0] = {},
  readOnly = false
): Promise<OpenExport> {
  open = openExport(options);
  open.model.open();
  await act(async () => {
    render(
      <ExportDialog
        model={open.model}
        trans={trans}
        links={links}
        readOnly={readOnly}
        onClose={onClose}
      />
    );
  });
  return open;
}

/** Takes the dialog away. */
export function hide(): void {
  cleanup();
  open.dispose();
  jest.clearAllMocks();
}

/** Presses a button. */
export function press(name: string | RegExp): Promise<void> {
  return act(async () => {
    fireEvent.click(screen.getByRole('button', { name }));
  });
}

/** Types into a field, by the beginning of its label. */
export function type(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(new RegExp(`^${label}`)), {
    target: { value }
  });
}
