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
>;

/** The JSON shape of a component. */
export function componentFacts(component: Component): ComponentFacts {
  const { id, version, title, category, icon, help } = component;
  const { keywords, inputs, outputs, configuration } = component;
  return {
    ...{ id, version, title, category, icon, help },
    ...{ keywords, inputs, outputs, configuration }
  };
}
