import { nearest } from '../problem.js';
import { requirementFaults } from '../requirement/check.js';
import type { ScriptRequirement } from '../requirement/requirement.js';
import type { Component, Port } from './component.js';

/** A component that can't be added, said to the person who wrote it. */
export class ComponentError extends Error {
  constructor(
    message: string,
    readonly componentId: string
  ) {
    super(message);
    this.name = 'ComponentError';
  }
}

/** The components a pipeline can use. Anyone may add theirs. */
export class ComponentRegistry {
  constructor(components: Iterable<Component> = []) {
    for (const component of components) {
      this.add(component);
    }
  }

  /**
   * Adds a component; returns the registry.
   *
   * @throws ComponentError when its id is taken, or when it is not shaped like a component (all faults at once)
   */
  add<C>(component: Component<C>): this {
    const faults = componentFaults(component);
    const id = String((component as { id?: unknown } | null)?.id);
    if (faults.length > 0) {
      throw new ComponentError(
        `The component “${id}” can’t be added: ${faults.join('; ')}.`,
        id
      );
    }
    if (this._components.has(id)) {
      throw new ComponentError(
        `There is a component “${id}” already. Give the new one an id of its own.`,
        id
      );
    }
    // Configurations are checked against the component's own schema before it sees them.
    this._components.set(id, component as unknown as Component);
    return this;
  }

  /** The component of an id, if there is one. */
  get(id: string): Component | undefined {
    return this._components.get(id);
  }

  /** True when there is a component of this id. */
  has(id: string): boolean {
    return this._components.has(id);
  }

  /** All components, in the order they were added. */
  list(): Component[] {
    return [...this._components.values()];
  }

  /** The id most like a misspelt one, by id or title. */
  nearest(id: string): string | undefined {
    return nearest(id, this._components.keys());
  }

  private readonly _components = new Map<string, Component>();
}

/** Everything that keeps a value from being a component, in words; none when it is one. */
function componentFaults(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return ['it is not an object'];
  }
  const component = value as Record<string, unknown>;
  const faults: string[] = [];
  const need = (fits: boolean, fault: string): void => {
    if (!fits) {
      faults.push(fault);
    }
  };
  need(
    typeof component.id === 'string' &&
      /^[a-z][a-z0-9]*([-./:][a-z0-9]+)*$/.test(component.id),
    'its id must be lower-case words joined by “-”'
  );
  need(
    Number.isInteger(component.version) && Number(component.version) >= 1,
    'its version must be a whole number from 1 on'
  );
  for (const key of ['title', 'icon', 'help']) {
    need(typeof component[key] === 'string', `its ${key} must be text`);
  }
  need(
    ['input', 'transform', 'output'].includes(String(component.category)),
    'its category must be input, transform or output'
  );
  need(
    Array.isArray(component.keywords) &&
      component.keywords.every(word => typeof word === 'string'),
    'its keywords must be a list of text'
  );
  need(
    typeof component.configuration === 'object' &&
      component.configuration !== null &&
      !Array.isArray(component.configuration),
    'its configuration must be a JSON Schema'
  );
  for (const key of ['summary', 'schema', 'lower']) {
    need(typeof component[key] === 'function', `its ${key} must be a function`);
  }
  need(
    component.migrate === undefined || typeof component.migrate === 'function',
    'its migrate must be a function'
  );
  need(
    component.outputsOf === undefined ||
      typeof component.outputsOf === 'function',
    'its outputsOf must be a function'
  );
  faults.push(...requirementsFaults(component.requirements));
  for (const key of ['inputs', 'outputs']) {
    faults.push(...portFaults(key, component[key]));
  }
  return faults;
}

function requirementsFaults(requirements: unknown): string[] {
  if (requirements === undefined) {
    return [];
  }
  return Array.isArray(requirements)
    ? requirements.flatMap((each: ScriptRequirement | null) =>
        typeof each === 'object' && each !== null
          ? requirementFaults(each)
          : ['its requirements must be objects']
      )
    : ['its requirements must be a list'];
}

function portFaults(key: string, ports: unknown): string[] {
  if (!Array.isArray(ports)) {
    return [`its ${key} must be a list of ports`];
  }
  const ids = new Set<unknown>();
  return ports.flatMap((port: Partial<Port> | null): string[] => {
    const faults: string[] = [];
    if (typeof port?.id !== 'string' || typeof port.title !== 'string') {
      return [`each of its ${key} needs an id and a title`];
    }
    if (ids.has(port.id)) {
      faults.push(`it has two ${key} with the id “${port.id}”`);
    }
    ids.add(port.id);
    const { least, most } = portLimits(port as Port);
    if (least < 0 || most < 1 || least > most) {
      faults.push(`the limits of its port “${port.id}” exclude each other`);
    }
    return faults;
  });
}

/** The fewest and the most links an input takes. Without either it is exactly one; with only a minimum there is no upper limit. */
export function portLimits(port: Port): { least: number; most: number } {
  const least = port.minimum ?? 1;
  return {
    least,
    most: port.maximum ?? (port.minimum === undefined ? 1 : Infinity)
  };
}
