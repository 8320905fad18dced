import { IComponentRegistry } from '@glueflow/pipeline-editor';
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { LabIcon } from '@jupyterlab/ui-components';
import svgstr from '../style/distance.svg';
import { components } from './components.js';

/** Adds the components to those of the pipeline editor. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: '@acme/glueflow-distance:components',
  description: 'Adds the step “Distance” to Glueflow pipelines.',
  autoStart: true,
  requires: [IComponentRegistry],
  activate: (_app: JupyterFrontEnd, registry: IComponentRegistry) => {
    // A component names its icon; JupyterLab knows it once it is made.
    new LabIcon({ name: 'acme:distance', svgstr });
    components.forEach(component => registry.add(component));
  }
};

export default plugin;
