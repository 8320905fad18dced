import type { PipelineDocument } from '../../src/document/document.js';
import { emptyDocument } from '../../src/document/parse.js';

/** A document from `a:component` nodes and `a.port>b.port` links. */
export function draw(nodes: string, links: string): PipelineDocument {
  const document = emptyDocument();
  for (const word of nodes.split(' ').filter(Boolean)) {
    const [id, component] = word.split(':');
    document.nodes[id] = {
      component,
      version: component === 'filter' ? 2 : 1,
      title: id.toUpperCase(),
      config: component === 'filter' ? { condition: 'month > 1' } : {}
    };
  }
  links
    .split(' ')
    .filter(Boolean)
    .forEach((word, index) => {
      const [from, to] = word.split('>');
      const [start, output = 'out'] = from.split('.');
      const [node, port = 'in'] = to.split('.');
      document.edges[`e${index}`] = {
        from: { node: start, port: output },
        to: { node, port }
      };
    });
  return document;
}
