import {
  ComponentError,
  ComponentRegistry,
  portLimits
} from '../../src/component/registry.js';
import { sampleRegistry, sink, source } from './sample.js';

describe('ComponentRegistry', () => {
  it('lists what was added, in order', () => {
    const registry = sampleRegistry();
    expect(registry.list().map(({ id }) => id)).toEqual([
      'source',
      'filter',
      'merge',
      'sink',
      'router',
      'split'
    ]);
    expect(registry.get('sink')).toBe(sink);
    expect(registry.has('constructor')).toBe(false);
    expect(registry.nearest('sinc')).toBe('sink');
  });

  it('refuses an id that is taken', () => {
    expect(() => sampleRegistry().add(source)).toThrow(
      'There is a component “source” already'
    );
  });

  it('names every fault of what is no component', () => {
    let thrown: unknown;
    try {
      new ComponentRegistry().add({
        ...source,
        id: 'Bad Id',
        version: 0,
        category: 'other' as 'input',
        inputs: [
          { id: 'a', title: 'A', minimum: 3, maximum: 1 },
          { id: 'a', title: 'A' }
        ],
        lower: undefined as never
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ComponentError);
    const { message } = thrown as Error;
    for (const part of [
      '“Bad Id” can’t be added',
      'its id must be',
      'its version must be',
      'its category must be',
      'the limits of its port “a”',
      'two inputs with the id “a”',
      'its lower must be a function'
    ]) {
      expect(message).toContain(part);
    }
    expect(() => new ComponentRegistry().add(null as never)).toThrow(
      'not an object'
    );
  });
});

describe('portLimits', () => {
  it('is one link unless a port says otherwise', () => {
    expect(portLimits({ id: 'a', title: '' })).toEqual({ least: 1, most: 1 });
    expect(portLimits({ id: 'a', title: '', minimum: 2 })).toEqual({
      least: 2,
      most: Infinity
    });
    expect(portLimits({ id: 'a', title: '', minimum: 0, maximum: 3 })).toEqual({
      least: 0,
      most: 3
    });
  });
});
