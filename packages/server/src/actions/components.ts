import type { Component } from '@glueflow/components-manager';

/** A component in JSON: everything about it that is data. */
export type ComponentFacts = Pick<
  Component,
  | 'id'
  | 'version'
  | 'title'
  | 'category'
  | 'icon'
  | 'help'
  | 'keywords'
  | 'inputs'
  | 'outputs'
  | 'configuration'
> & {
  /** The extension that it comes from: `name@version`. */
  extension?: string;
};

/**
 * Return the JSON shape of a component.
 *
 * @param extension - The extension that it comes from; not for Glueflow's own.
 */
export function componentFacts(
  component: Component,
  extension?: string
): ComponentFacts {
  const { id, version, title, category, icon, help } = component;
  const { keywords, inputs, outputs, configuration } = component;
  return {
    ...{ id, version, title, category, icon, help },
    ...{ keywords, inputs, outputs, configuration },
    ...(extension === undefined ? {} : { extension })
  };
}
