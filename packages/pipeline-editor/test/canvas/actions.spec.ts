import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry } from '@glueflow/components-core';
import {
  addNode,
  connect,
  insertIntoEdge,
  place,
  reconnect,
  removeSelection,
  rename,
  reorder
} from '../../src/canvas/actions';
import { align, nearestInDirection, rectOf } from '../../src/canvas/geometry';
import { layout, placesOf } from '../../src/canvas/layout';
import { fittingLink, graphOf, linkRefusal } from '../../src/canvas/links';
import {
  borderWidth,
  CARD_WIDTH,
  cardDetail,
  portReach
} from '../../src/canvas/card';
import { inputOfFile, inputOfTable } from '../../src/canvas/drops';
import { plain } from '../../src/canvas/text';
import { copyText, paste, readClipping } from '../../src/canvas/clipboard';
import { uniqueTitle } from '../../src/model/ids';
import { YPipeline } from '../../src/model/shared';

const registry = createRegistry();
const flights = readFileSync(
  join(__dirname, '../../../../examples/flights.glueflow'),
  'utf8'
);
const out = (node: string) => ({ node, port: 'out' });

describe('the canvas', () => {
  let model: YPipeline;

  beforeEach(() => {
    model = YPipeline.create();
    model.setSource(flights);
  });

  afterEach(() => model.dispose());

  const refusal = (from: string, to: string, port = 'in') =>
    linkRefusal(model.document, registry, {
      from: out(from),
      to: { node: to, port }
    });
  const linked = (from: string, to: string) =>
    graphOf(model.document)
      .inputsOf(to)
      .some(link => link.from.node === from);

  describe('links', () => {
    it('may keep the end that is not moved', () => {
      const ends = [
        { node: 'jfk', port: 'out' },
        { node: 'airline_delays' }
      ] as const;
      expect(fittingLink(model.document, registry, ...ends).refusal).toMatch(
        /taken by “By airline”/
      );
      expect(
        fittingLink(model.document, registry, ...ends, plain, 'e05').ends
      ).toEqual({
        from: out('jfk'),
        to: { node: 'airline_delays', port: 'in' }
      });
    });

    it('are refused with the reason', () => {
      expect(refusal('jfk', 'jfk')).toMatch(/linked to itself/);
      expect(refusal('airlines', 'jfk')).toMatch(/taken by “Flights”/);
      expect(refusal('named', 'jfk')).toMatch(/close a circle/);
      expect(refusal('jfk', 'flights')).toMatch(/takes no links/);
      expect(refusal('airline_delays', 'jfk')).toMatch(/gives nothing/);
      expect(refusal('flights', 'jfk')).toMatch(/linked already/);
      expect(refusal('flights', 'named', 'middle')).toMatch(
        /no input “middle”/
      );
    });

    it('may not close a circle', () => {
      removeSelection(model, registry, {
        edges: new Set(
          graphOf(model.document)
            .inputsOf('jfk')
            .map(link => link.edgeId)
        )
      });
      expect(refusal('by_airline', 'jfk')).toMatch(/close a circle/);
      expect(refusal('flights', 'jfk')).toBeUndefined();
    });

    it('take the first free port', () => {
      const id = addNode(model, registry, 'join', { after: 'flights' });
      const { ends } = fittingLink(
        model.document,
        registry,
        { node: 'airlines' },
        { node: id }
      );
      expect(ends?.to.port).toBe('right');
    });

    it('into one port stand in order', () => {
      const union = addNode(model, registry, 'union', { after: 'flights' });
      const { edge } = connect(
        model,
        registry,
        { node: 'airlines' },
        { node: union }
      );
      const sources = () =>
        graphOf(model.document)
          .inputsOf(union)
          .map(link => link.from.node);
      expect(sources()).toEqual(['flights', 'airlines']);
      reorder(model, registry, edge ?? '', -1);
      expect(sources()).toEqual(['airlines', 'flights']);
    });

    it('can be moved to another port', () => {
      const id = addNode(model, registry, 'sort');
      const [edge] = graphOf(model.document).outputsOf('airlines');
      const ends = { from: edge.from, to: { node: id, port: 'in' } };
      expect(reconnect(model, registry, edge.edgeId, ends)).toBeUndefined();
      expect(linked('airlines', id)).toBe(true);
      expect(linked('airlines', 'named')).toBe(false);
    });
  });

  describe('#addNode()', () => {
    it('links a new step to the one before it, in one step of undo', () => {
      const before = model.getSource();
      const id = addNode(model, registry, 'filter-rows', { after: 'flights' });
      expect(linked('flights', id)).toBe(true);
      expect(model.undoLabel).toBe('Add “Filter rows”');
      model.undo();
      expect(model.getSource()).toBe(before);
    });

    it('puts a step into a link', () => {
      const [edge] = graphOf(model.document).inputsOf('jfk');
      const id = addNode(model, registry, 'sort', { into: edge.edgeId });
      expect(linked('flights', id)).toBe(true);
      expect(linked(id, 'jfk')).toBe(true);
      expect(linked('flights', 'jfk')).toBe(false);
    });

    it('leaves what has room already where it is', () => {
      const before = model.document.layout.nodes;
      const [edge] = graphOf(model.document).inputsOf('jfk');
      const id = addNode(model, registry, 'sort', {
        into: edge.edgeId,
        position: { x: 130, y: 300 }
      });
      const { [id]: own, ...others } = model.document.layout.nodes;
      expect(own).toEqual({ x: 130, y: 300 });
      expect(others).toEqual(before);
    });

    it('takes groups along, and widens the one that it is put into', () => {
      const group = { kind: 'group', y: -50, height: 150 };
      model.gesture('Groups', () => {
        model.setAnnotation('a', { ...group, x: 230, width: 540 });
        model.setAnnotation('b', { ...group, x: 750, width: 540 });
        model.setAnnotation('c', { ...group, x: -30, width: 280 });
      });
      const [edge] = graphOf(model.document)
        .inputsOf('named')
        .filter(({ from }) => from.node === 'jfk');
      const before = model.getSource();
      addNode(model, registry, 'sort', {
        into: edge.edgeId,
        position: { x: 400, y: 0 }
      });
      const { a, b, c } = model.document.annotations;
      expect(a).toMatchObject({ x: 230, width: 800 });
      expect(b).toMatchObject({ x: 1010, width: 540 });
      expect(c).toMatchObject({ x: -30, width: 280 });
      model.undo();
      expect(model.getSource()).toBe(before);
    });

    it('stands where nothing else does', () => {
      const id = addNode(model, registry, 'sort', { after: 'flights' });
      const places = placesOf(model.document, registry);
      const others = [...places].filter(([other]) => other !== id);
      for (const [, { x, y }] of others) {
        const { x: left = 0, y: top = 0 } = places.get(id) ?? {};
        expect(Math.abs(x - left) >= 220 || Math.abs(y - top) >= 76).toBe(true);
      }
    });

    it('refuses a component nobody has', () => {
      expect(() => addNode(model, registry, 'nothing')).toThrow(/“nothing”/);
    });
  });

  it('puts a loose step into a link and undoes it at once', () => {
    const id = addNode(model, registry, 'sort');
    const before = model.getSource();
    const [edge] = graphOf(model.document).inputsOf('jfk');
    insertIntoEdge(model, registry, id, edge.edgeId, {
      place: { x: 130, y: 2 }
    });
    expect(linked(id, 'jfk')).toBe(true);
    const { nodes } = model.document.layout;
    expect(nodes[id]).toEqual({ x: 260, y: 0 });
    expect(nodes.flights).toEqual({ x: 0, y: 0 });
    // What comes after it, and what stands in its column or further right, makes room.
    expect(nodes.jfk).toEqual({ x: 520, y: 0 });
    expect(nodes.airlines).toEqual({ x: 520, y: 130 });
    expect(nodes.airline_delays).toEqual({ x: 1300, y: 0 });
    model.undo();
    expect(model.getSource()).toBe(before);
  });

  it('lets ports be hit at every zoom at which cards can be read', () => {
    for (const zoom of [0.3, 0.5, 0.77, 1, 2]) {
      expect(portReach(zoom) * zoom).toBeGreaterThanOrEqual(16 - 1e-9);
    }
    expect(portReach(0.05)).toBe(portReach(0.3));
  });

  it('draws borders that are seen, and no more of a card than can be read', () => {
    expect(borderWidth(1)).toBe(1);
    for (const zoom of [2, 1, 0.99, 0.5, 0.36, 0.2, 0.07]) {
      expect(borderWidth(zoom) * zoom).toBeGreaterThanOrEqual(0.7);
      expect(borderWidth(zoom) * zoom).toBeLessThanOrEqual(2);
    }
    expect([1, 0.36, 0.2, 0.07].map(cardDetail)).toEqual([
      'full',
      'full',
      'title',
      'block'
    ]);
  });

  describe('#removeSelection()', () => {
    it('removes steps with their links', () => {
      removeSelection(model, registry, { nodes: new Set(['jfk']) });
      expect(model.document.nodes.jfk).toBeUndefined();
      expect(linked('flights', 'named')).toBe(false);
      for (const { from, to } of Object.values(model.document.edges)) {
        expect([from.node, to.node]).not.toContain('jfk');
      }
    });

    it('bridges several steps at once', () => {
      removeSelection(
        model,
        registry,
        { nodes: new Set(['jfk', 'named']) },
        { bridge: true }
      );
      expect(linked('flights', 'by_airline')).toBe(true);
      expect(linked('airlines', 'by_airline')).toBe(false);
    });
  });

  it('renames, but not to nothing', () => {
    rename(model, registry, 'jfk', '  ');
    expect(model.canUndo()).toBe(false);
    rename(model, registry, 'jfk', ' From JFK ');
    expect(model.document.nodes.jfk.title).toBe('From JFK');
  });

  it('moves as one step of undo', () => {
    const before = model.getSource();
    place(
      model,
      registry,
      new Map([
        ['jfk', { x: 3.4, y: 5 }],
        ['named', { x: 7, y: 8 }]
      ]),
      new Map(),
      'Move 2 items'
    );
    expect(model.document.layout.nodes.jfk).toEqual({ x: 3, y: 5 });
    model.undo();
    expect(model.getSource()).toBe(before);
  });

  it('makes titles unique', () => {
    expect(uniqueTitle('Sort', new Set(['Sort', 'Sort 2']))).toBe('Sort 3');
    expect(uniqueTitle('Sort 2', new Set(['Sort 2']))).toBe('Sort 3');
    expect(uniqueTitle('Sort', new Set())).toBe('Sort');
  });

  describe('the clipboard', () => {
    const selected = {
      nodes: new Set(['flights', 'jfk']),
      annotations: new Set<string>()
    };

    it('takes steps and the links among them to another document', () => {
      const text = copyText(model.document, registry, selected);
      const clipping = readClipping(text);
      const other = YPipeline.create();
      try {
        expect(clipping).toBeDefined();
        const { nodes } = clipping
          ? paste(other, clipping, { at: { x: 10, y: 20 } })
          : { nodes: [] };
        const { document } = other;
        expect(nodes).toHaveLength(2);
        expect(Object.keys(document.edges)).toHaveLength(1);
        const xs = nodes.map(id => document.layout.nodes[id].x);
        expect(Math.min(...xs)).toBe(10);
      } finally {
        other.dispose();
      }
    });

    it('pastes under fresh ids and titles', () => {
      const clipping = readClipping(
        copyText(model.document, registry, selected)
      );
      const { nodes } = clipping ? paste(model, clipping) : { nodes: [] };
      expect(nodes.map(id => model.document.nodes[id].title)).toContain(
        'Flights 2'
      );
      expect(model.document.nodes.flights.title).toBe('Flights');
    });

    it('leaves other text alone', () => {
      expect(readClipping('hello')).toBeUndefined();
      expect(readClipping('{"glueflow": 1}')).toBeUndefined();
      expect(readClipping('{"glueflow"')).toBeUndefined();
      expect(
        readClipping('{"glueflow":"nodes","nodes":{"a":{"title":3}}}')?.nodes
      ).toEqual({});
    });
  });

  describe('layout', () => {
    it('leaves room for the titles of several outputs', () => {
      const routes = YPipeline.create();
      routes.setSource(
        readFileSync(
          join(__dirname, '../../../../examples/routes.glueflow'),
          'utf8'
        )
      );
      const { nodes } = layout(routes.document, registry);
      const left = (id: string): number => nodes.get(id)?.x ?? NaN;
      const room = CARD_WIDTH + 100;
      expect(left('late') - left('by_delay')).toBeGreaterThanOrEqual(room);
      const added = addNode(routes, registry, 'limit', {
        trans: plain,
        after: 'by_delay'
      });
      const places = placesOf(routes.document, registry);
      expect(
        (places.get(added)?.x ?? NaN) - (places.get('by_delay')?.x ?? NaN)
      ).toBe(room);
      routes.dispose();
    });

    it('puts no step over a note, which goes along with what it stood next to', () => {
      const { x, y } = model.document.layout.nodes.by_airline;
      model.gesture('Note', () => {
        model.setPosition('by_airline', { x, y: y + 900 });
        model.setAnnotation('beside', {
          ...{ kind: 'note', text: 'Beside', width: 200, height: 60 },
          ...{ x, y: y + 1000 }
        });
        // Where nothing is before, and everything afterwards.
        model.setAnnotation('under', {
          ...{ kind: 'note', text: 'Under', width: 1500, height: 400 },
          ...{ x: 0, y: -450 }
        });
        for (const id of ['flights', 'jfk', 'airlines', 'named']) {
          const place = model.document.layout.nodes[id];
          model.setPosition(id, { x: place.x, y: place.y + 100 });
        }
      });
      const { nodes, notes } = layout(model.document, registry);
      const rects = [...nodes.values()].map(place => ({
        ...{ width: 200, height: 60 },
        ...place
      }));
      const noteRects = ['beside', 'under'].map(id => ({
        ...rectOf(model.document.annotations[id]),
        ...notes.get(id)
      }));
      for (const [index, note] of noteRects.entries()) {
        for (const other of [...rects, ...noteRects.slice(index + 1)]) {
          expect(
            note.x < other.x + other.width &&
              other.x < note.x + note.width &&
              note.y < other.y + other.height &&
              other.y < note.y + note.height
          ).toBe(false);
        }
      }
      expect(notes.get('beside')?.x).toBe(nodes.get('by_airline')?.x);
    });

    it('goes from left to right', () => {
      const { nodes } = layout(model.document, registry);
      for (const { from, to } of Object.values(model.document.edges)) {
        const start = nodes.get(from.node)?.x ?? 0;
        expect(nodes.get(to.node)?.x).toBeGreaterThan(start + 200);
      }
    });

    it('keeps a group around its steps and others out of it', () => {
      model.gesture('Group', () =>
        model.setAnnotation('g', {
          kind: 'group',
          x: -20,
          y: -50,
          width: 550,
          height: 140
        })
      );
      const { nodes, groups } = layout(model.document, registry);
      const group = groups.get('g');
      const inside = [...nodes]
        .filter(
          ([, { x, y }]) =>
            group !== undefined &&
            x >= group.x &&
            x < group.x + group.width &&
            y >= group.y &&
            y < group.y + group.height
        )
        .map(([id]) => id);
      expect(inside.sort()).toEqual(['flights', 'jfk']);
    });

    it('finds places for steps without one, and keeps them', () => {
      const { layout: _, ...rest } = JSON.parse(flights) as object & {
        layout: unknown;
      };
      model.setSource(JSON.stringify({ ...rest, layout: { nodes: {} } }));
      const places = placesOf(model.document, registry);
      expect(new Set([...places.values()].map(p => `${p.x} ${p.y}`)).size).toBe(
        Object.keys(model.document.nodes).length
      );
      const jfk = places.get('jfk');
      rename(model, registry, 'jfk', 'Other');
      expect(placesOf(model.document, registry).get('jfk')).toEqual(jfk);
    });
  });

  it('lines up and spreads', () => {
    const rects = new Map(
      [0, 30, 200].map((x, i) => [
        String(i),
        { x, y: i * 7, width: 20, height: 10 }
      ])
    );
    expect(align(rects, 'right').get('0')?.x).toBe(200);
    expect(align(rects, 'middle').get('0')?.y).toBe(7);
    expect(align(rects, 'distribute-horizontally').get('1')?.x).toBe(100);
  });

  it('finds the next step in a direction', () => {
    const at = (x: number, y: number) => ({ x, y, width: 20, height: 10 });
    const others = [
      ['far', at(300, 0)],
      ['near', at(100, 10)],
      ['below', at(0, 100)]
    ] as const;
    expect(nearestInDirection(at(0, 0), others, 'right')).toBe('near');
    expect(nearestInDirection(at(0, 0), others, 'down')).toBe('below');
    expect(nearestInDirection(at(0, 0), others, 'left')).toBeUndefined();
  });

  describe('drops', () => {
    it('make an input of a table', () => {
      expect(inputOfTable({ database: 'd', table: 't' })).toEqual({
        component: 'glue-catalog-input',
        title: 't',
        config: { database: 'd', table: 't' }
      });
    });

    it('make an input of a data file, and say that it must be in S3', () => {
      const { dropped, advice } = inputOfFile('a/b.csv', 'bucket', plain);
      expect(dropped?.config).toEqual({
        paths: ['s3://bucket/b.csv'],
        format: 'csv'
      });
      expect(advice).toMatch(/upload “b.csv” to s3:\/\/bucket\/b.csv/);
      const inS3 = inputOfFile('s3:data/x.parquet', undefined, plain);
      expect(inS3.dropped?.config?.paths).toEqual(['s3://data/x.parquet']);
      expect(inS3.advice).toBeUndefined();
      expect(inputOfFile('a.ipynb', 'b', plain).dropped).toBeUndefined();
    });
  });

  describe('names of inputs in code', () => {
    /** Names by the title of the step before, as the compiler has them. */
    const names = (id: string): string[] => {
      const node = model.document.nodes[id];
      return (
        registry.get(node.component)?.inputNames?.(
          node.config,
          graphOf(model.document)
            .inputsOf(id)
            .map(({ start, alias }) => ({ title: start.node.title, alias }))
        ) ?? []
      );
    };
    const aliases = (id: string): (string | undefined)[] =>
      graphOf(model.document)
        .inputsOf(id)
        .map(({ alias }) => alias);
    const code = (config = {}): string => {
      const id = addNode(model, registry, 'custom-pyspark', { config });
      connect(model, registry, { node: 'flights' }, { node: id });
      connect(model, registry, { node: 'airlines' }, { node: id });
      return id;
    };

    it.each(['custom-pyspark', 'sql-query'])(
      'stay what they were when %s was linked',
      component => {
        const id = addNode(model, registry, component, { after: 'flights' });
        expect(aliases(id)).toEqual(['flights']);
        rename(model, registry, 'flights', 'Late flights');
        connect(model, registry, { node: 'airlines' }, { node: id });
        expect(aliases(id)).toEqual(['flights', 'airlines']);
        expect(names(id)).toEqual(['flights', 'airlines']);
      }
    );

    it('of an older document stay when a step is renamed, in the same step of undo', () => {
      const id = addNode(model, registry, 'custom-pyspark');
      model.gesture('Older', () => {
        for (const [order, node] of ['flights', 'airlines'].entries()) {
          const to = { node: id, port: 'in' };
          model.setEdge(`old${order}`, { from: out(node), to, order });
        }
      });
      expect(names(id)).toEqual(['flights', 'airlines']);
      rename(model, registry, 'flights', 'Late flights');
      expect(names(id)).toEqual(['flights', 'airlines']);
      model.undo();
      expect(aliases(id)).toEqual([undefined, undefined]);
      expect(model.document.nodes.flights.title).toBe('Flights');
    });

    it('listed by place move to the links, and stay with them when one goes', () => {
      const id = code();
      model.gesture('Older', () => {
        model.setConfig(id, { arguments: ['f', 'a'] });
      });
      const [first] = graphOf(model.document).inputsOf(id);
      removeSelection(model, registry, { edges: new Set([first.edgeId]) });
      expect(names(id)).toEqual(['a']);
      expect(model.document.nodes[id].config).toEqual({});
    });

    it('stay in another order, on a moved link, and with a step put before', () => {
      const id = code();
      const [first, second] = graphOf(model.document).inputsOf(id);
      reorder(model, registry, second.edgeId, -1);
      expect(names(id)).toEqual(['airlines', 'flights']);
      reconnect(model, registry, first.edgeId, {
        from: out('jfk'),
        to: { node: id, port: 'in' }
      });
      expect(names(id)).toEqual(['airlines', 'flights']);
      const put = addNode(model, registry, 'sort', { into: second.edgeId });
      expect(names(id)).toEqual(['airlines', 'flights']);
      removeSelection(
        model,
        registry,
        { nodes: new Set([put]) },
        { bridge: true }
      );
      expect(names(id)).toEqual(['airlines', 'flights']);
      expect(linked('airlines', id)).toBe(true);
    });

    it('stay in copies, whose steps have other titles', () => {
      const id = code({ arguments: ['', 'a'] });
      const text = copyText(model.document, registry, {
        nodes: new Set(['airlines', 'flights', id]),
        annotations: new Set()
      });
      const { nodes } = paste(model, readClipping(text)!);
      const copy = nodes.find(
        each => model.document.nodes[each].component === 'custom-pyspark'
      );
      expect(names(copy ?? '')).toEqual(['flights', 'a']);
    });
  });
});
