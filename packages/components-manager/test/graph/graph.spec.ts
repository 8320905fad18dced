import fc from 'fast-check';
import { buildGraph, type Graph } from '../../src/graph/graph.js';
import { emptyDocument } from '../../src/document/parse.js';
import { sampleRegistry } from '../component/sample.js';
import { draw } from './draw.js';

const registry = sampleRegistry();
const lookup = (id: string) => registry.get(id);

const said = (graph: Graph): string[] =>
  graph.problems.map(problem =>
    `${problem.nodeId ?? ''} ${problem.code}`.trim()
  );

describe('buildGraph', () => {
  it('orders inputs before users, the same however the document was put together', () => {
    const document = draw(
      'z:source b:filter a:sink y:source m:merge',
      'z>b m>a b>m.many y>m.many'
    );
    const graph = buildGraph(document, lookup);
    expect(graph.problems).toEqual([]);
    expect(graph.order).toEqual(['z', 'b', 'y', 'm', 'a']);
    const other = {
      ...document,
      nodes: Object.fromEntries(Object.entries(document.nodes).reverse()),
      edges: Object.fromEntries(Object.entries(document.edges).reverse())
    };
    expect(buildGraph(other, lookup).order).toEqual(graph.order);
  });

  it('orders links by port, then order, then id', () => {
    const document = draw(
      'a:source b:source c:source m:merge s:sink',
      'a>m.one b>m.many c>m.many m>s'
    );
    document.edges.e1.order = 2;
    document.edges.e2.order = 1;
    const graph = buildGraph(document, lookup);
    expect(graph.inputsOf('m').map(link => link.from.node)).toEqual([
      'c',
      'b',
      'a'
    ]);
    expect(graph.outputsOf('m').map(link => link.to.node)).toEqual(['s']);
  });

  it('finds everything wrong at once', () => {
    const document = draw(
      'a:source b:source f:filter m:merge s:sink t:filter',
      'a>f b>f f>m.many m>s.inn x>s a>y'
    );
    const graph = buildGraph(document, lookup);
    expect(said(graph).sort()).toEqual([
      'dangling-link',
      'dangling-link',
      'f too-many-links',
      'm missing-input',
      's missing-input',
      's unknown-port',
      't missing-input',
      't unused-result'
    ]);
    const messages = graph.problems.map(({ message }) => message).join('\n');
    expect(messages).toContain(
      '“F” takes one link to its input “Input”, and has 2 (from “A”, “B”)'
    );
    expect(messages).toContain(
      '“M” needs 2 links to its input “Parts”, and has 1'
    );
    expect(messages).toContain(
      'The link “e4” ends at “S”, but there is no step “x”'
    );
    const port = graph.problems.find(({ code }) => code === 'unknown-port');
    expect(port?.fix).toEqual({
      title: 'Use the input “in”',
      path: '/edges/e3/to/port',
      value: 'in'
    });
  });

  it('does not take names of Object for nodes', () => {
    const graph = buildGraph(
      draw('a:source', 'a>constructor __proto__>a'),
      lookup
    );
    expect(said(graph).filter(code => code === 'dangling-link')).toHaveLength(
      2
    );
  });

  it('names each cycle once, by titles', () => {
    const graph = buildGraph(
      draw(
        'a:filter b:filter c:filter d:filter s:sink',
        'a>b b>a c>d d>c d>s a>a'
      )
    );
    expect(graph.problems.map(({ message }) => message)).toEqual([
      'These steps feed each other in a circle: “A” → “B” → “A”. Remove one of the links.',
      '“A” is linked to itself. Remove the link.',
      'These steps feed each other in a circle: “C” → “D” → “C”. Remove one of the links.'
    ]);
    expect([...graph.blocked].sort()).toEqual(['a', 'b', 'c', 'd', 's']);
  });

  it('warns of what is not written, and of a link drawn twice', () => {
    const graph = buildGraph(
      draw('a:source f:filter s:sink', 'a>f a>s a>s'),
      lookup
    );
    expect(said(graph)).toEqual(['double-link', 'f unused-result']);
    expect(graph.problems.every(({ severity }) => severity === 'warning')).toBe(
      true
    );
    expect([...graph.live].sort()).toEqual(['a', 's']);
    expect(said(buildGraph(emptyDocument(), lookup))).toEqual([
      'empty-pipeline'
    ]);
  });

  it('tells twins among many links into one node, by their ports too', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const graph = buildGraph(
      draw(
        `${names.map(name => `${name}:source`).join(' ')} m:merge s:sink`,
        `${names.map(name => `${name}>m.many`).join(' ')} n3>m.one n3>m.many n3>m.one m>s`
      ),
      lookup
    );
    expect(said(graph)).toEqual(['double-link', 'double-link']);
    expect(graph.inputsOf('m')).toHaveLength(13);
  });

  it('gives an order or problems for any graph', () => {
    const id = fc.integer({ min: 0, max: 12 }).map(number => `n${number}`);
    const nodes = fc.array(
      fc.tuple(id, fc.constantFrom('source', 'filter', 'merge', 'sink', 'odd'))
    );
    const links = fc.array(
      fc.tuple(id, id, fc.constantFrom('in', 'many', 'zzz'))
    );
    fc.assert(
      fc.property(nodes, links, (some, drawn) => {
        const document = draw(
          some.map(each => each.join(':')).join(' '),
          drawn.map(([from, to, port]) => `${from}>${to}.${port}`).join(' ')
        );
        const graph = buildGraph(document, lookup);
        expect([...graph.order].sort()).toEqual(
          Object.keys(document.nodes).sort()
        );
        const place = new Map(graph.order.map((each, index) => [each, index]));
        const backwards = graph.order.some(each =>
          graph
            .inputsOf(each)
            .some(
              link => (place.get(link.from.node) ?? 0) >= (place.get(each) ?? 0)
            )
        );
        expect(graph.problems.some(({ code }) => code === 'cycle')).toBe(
          backwards
        );
        // Nothing depends on the order in which the document came to be.
        const reversed = <T>(record: Record<string, T>): Record<string, T> =>
          Object.fromEntries(Object.entries(record).reverse());
        const other = buildGraph(
          {
            ...document,
            nodes: reversed(document.nodes),
            edges: reversed(document.edges)
          },
          lookup
        );
        expect(other.order).toEqual(graph.order);
        expect(other.problems).toEqual(graph.problems);
        const ids = (links: readonly { edgeId: string }[]): string[] =>
          links.map(({ edgeId }) => edgeId);
        for (const each of graph.order) {
          expect(ids(other.inputsOf(each))).toEqual(ids(graph.inputsOf(each)));
          expect(ids(other.outputsOf(each))).toEqual(
            ids(graph.outputsOf(each))
          );
        }
      }),
      { numRuns: 300 }
    );
  });

  it('takes a chain of 100,000 and a hub of 10,000', () => {
    const document = emptyDocument();
    const count = 100_000;
    for (let index = 0; index < count; index++) {
      document.nodes[`n${index}`] = {
        component: 'filter',
        version: 2,
        title: '',
        config: {}
      };
      document.edges[`e${index}`] = {
        from: { node: `n${index}`, port: 'out' },
        to: { node: `n${(index + 1) % count}`, port: 'in' }
      };
    }
    const [cycle] = buildGraph(document).problems;
    expect(cycle.message).toContain('… 99993 more …');
    for (let index = 1; index < 10_000; index++) {
      document.edges[`e${index}`].to = { node: 'n0', port: 'in' };
    }
    expect(buildGraph(document).order).toHaveLength(count);
  });
});
