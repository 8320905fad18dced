/** @jest-environment jsdom */
import '../dom';
import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { Combobox } from '../../../src/properties/pickers/combobox';

const NAMES = ['year', 'dep_time', 'dep_delay', 'dep', 'arr_delay'];

function Field(props: {
  initial: string;
  names?: readonly string[];
  free?: boolean;
  loading?: boolean;
}): JSX.Element {
  const [value, setValue] = useState(props.initial);
  return (
    <Combobox
      id="field"
      label="Column"
      value={value}
      offers={
        props.loading
          ? { state: 'loading' }
          : {
              state: 'ready',
              options: (props.names ?? NAMES).map(name => ({ value: name }))
            }
      }
      trans={nullTranslator.load('glueflow')}
      disabled={false}
      free={props.free}
      onChange={setValue}
    />
  );
}

describe('properties/pickers/combobox', () => {
  const field = (): HTMLInputElement => screen.getByRole('combobox');
  const press = (key: string): void => {
    fireEvent.keyDown(field(), { key });
  };
  const type = (value: string): void => {
    fireEvent.change(field(), { target: { value } });
  };
  const options = (): unknown[] =>
    screen.queryAllByRole('option').map(each => each.textContent);
  const marked = (): unknown[] =>
    screen
      .queryAllByRole('option', { selected: true })
      .map(each => each.textContent);

  it('opens at the press, for the field may move before the button is released', () => {
    render(<Field initial="" />);
    fireEvent.pointerDown(field(), { button: 2 });
    expect(options()).toEqual([]);
    fireEvent.pointerDown(field(), { button: 0 });
    expect(options()).toEqual(NAMES);
    fireEvent.click(field());
    expect(options()).toEqual(NAMES);
  });

  it('takes the first that is found with Enter, where what is typed is none', () => {
    render(<Field initial="" />);
    type('dep_d');
    expect(options()).toEqual(['dep_delay']);
    press('Enter');
    expect(field().value).toBe('dep_delay');
    expect(options()).toEqual([]);
  });

  it('leaves with Enter what is one already, though others begin with it', () => {
    render(<Field initial="" />);
    type('dep');
    expect(options()).toEqual(['dep', 'dep_time', 'dep_delay']);
    press('Enter');
    expect(field().value).toBe('dep');
  });

  it('takes with Enter what the arrow keys chose', () => {
    render(<Field initial="" />);
    type('dep_');
    press('ArrowDown');
    expect(marked()).toEqual(['dep_time']);
    press('ArrowDown');
    press('Enter');
    expect(field().value).toBe('dep_delay');
  });

  it.each(['Escape', 'Tab'])('keeps with %s what is typed', key => {
    render(<Field initial="" />);
    type('dep_d');
    press(key);
    expect(options()).toEqual([]);
    press('Enter');
    expect(field().value).toBe('dep_d');
  });

  it('keeps with Enter what nothing is found by, and what may be new', () => {
    const { unmount } = render(<Field initial="" />);
    type('delay_of_none');
    expect(screen.getByText('No match.')).toBeTruthy();
    press('Enter');
    expect(field().value).toBe('delay_of_none');
    unmount();
    render(<Field initial="" free />);
    type('dep_d');
    press('Enter');
    expect(field().value).toBe('dep_d');
  });

  describe('with options that come late', () => {
    it.each([
      [['Enter'], 'dep_time'],
      [['ArrowDown', 'Enter'], 'dep_time'],
      [['ArrowDown', 'ArrowDown', 'Enter'], 'dep_delay'],
      [['ArrowUp', 'Enter'], 'dep_delay']
    ])('holds to %j, pressed before', (keys, expected) => {
      const { rerender } = render(<Field initial="" loading />);
      type('dep_');
      keys.forEach(press);
      expect(field().value).toBe('dep_');
      rerender(<Field initial="" />);
      expect(field().value).toBe(expected);
      expect(options()).toEqual([]);
    });

    it('marks what the arrow keys chose', () => {
      const { rerender } = render(<Field initial="year" loading />);
      press('ArrowDown');
      press('ArrowDown');
      rerender(<Field initial="year" />);
      expect(marked()).toEqual(['dep_time']);
    });

    it('forgets keys when more is typed, and with Tab', () => {
      const { rerender } = render(<Field initial="" loading />);
      type('dep_');
      press('Enter');
      type('dep_d');
      rerender(<Field initial="" />);
      expect(field().value).toBe('dep_d');
      rerender(<Field initial="" loading />);
      type('dep_');
      press('Enter');
      press('Tab');
      rerender(<Field initial="" />);
      expect(field().value).toBe('dep_');
    });

    it('keeps at once with Enter what may be new', () => {
      const { rerender } = render(<Field initial="" loading free />);
      type('dep_');
      press('Enter');
      rerender(<Field initial="" free />);
      expect(field().value).toBe('dep_');
      expect(options()).toEqual([]);
    });
  });

  it('opens at what it holds', () => {
    render(<Field initial="dep_delay" />);
    press('ArrowDown');
    expect(options()).toEqual(NAMES);
    expect(marked()).toEqual(['dep_delay']);
    press('Enter');
    expect(field().value).toBe('dep_delay');
  });

  it('opens with what is found by a text that is none of the options', () => {
    render(<Field initial="delay" />);
    fireEvent.click(field());
    expect(options()).toEqual(['dep_delay', 'arr_delay']);
    press('Enter');
    expect(field().value).toBe('delay');
    press('ArrowDown');
    press('ArrowDown');
    press('Enter');
    expect(field().value).toBe('dep_delay');
  });

  it('opens with all where nothing is found by what it holds', () => {
    render(<Field initial="gone" />);
    fireEvent.click(field());
    expect(options()).toEqual(NAMES);
    expect(marked()).toEqual([]);
  });

  it('opens at one that stands behind what is drawn at once', () => {
    const names = Array.from({ length: 300 }, (_, at) => `column_${at}`);
    render(<Field initial="column_250" names={names} />);
    fireEvent.click(field());
    expect(marked()).toEqual(['column_250']);
  });
});
