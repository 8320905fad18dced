import {
  analyze,
  ComponentRegistry,
  forTerminal,
  jsonForTerminal,
  parseDocument,
  textFault
} from '../../src/index.js';

describe('textFault', () => {
  it('takes every text that UTF-8 has, controls included', () => {
    for (const text of ['', 'a', '売上', '👍🏽', '\t\r\n\u0001\u009b\u202e']) {
      expect(textFault(text)).toBeUndefined();
    }
  });

  it.each([
    ['a\0b', 'NUL'],
    ['\ud83d', 'U+D83D'],
    ['x\udc00y', 'U+DC00'],
    ['\udc00\ud83d', 'U+DC00']
  ])('refuses %j', (text, says) => {
    expect(textFault(text)).toContain(says);
  });
});

describe('a document', () => {
  const parse = (parts: object) =>
    parseDocument(
      JSON.stringify({
        glueflow: 1,
        nodes: { a: { component: 'filter' } },
        ...parts
      })
    );
  const half = '\ud800';

  it.each([
    [{ description: half }, '/description'],
    [{ description: 'a\0' }, '/description'],
    [
      { parameters: { p: { type: 'string', default: '\0' } } },
      '/parameters/p/default'
    ],
    [
      { parameters: { p: { type: 'string', description: half } } },
      '/parameters/p/description'
    ],
    [{ job: { name: half } }, '/job/name'],
    [{ job: { tags: { [half]: 'v' } } }, '/job/tags/\ufffd'],
    [{ job: { tags: { t: half } } }, '/job/tags/t'],
    [
      { job: { defaultArguments: { '--x': '\0' } } },
      '/job/defaultArguments/--x'
    ],
    [{ nodes: { a: { component: 'filter', title: half } } }, '/nodes/a/title'],
    [{ annotations: { n: { text: [half] } } }, '/annotations/n/text/0']
  ])('with %j names %s', (parts, path) => {
    const { document, problems } = parse(parts);
    expect(document).toBeDefined();
    const text = JSON.stringify(parts);
    for (const options of [{}, { text }]) {
      const found = analyze(
        document!,
        new ComponentRegistry([]),
        {},
        options
      ).problems;
      expect(found.filter(({ code }) => code === 'bad-text')).toEqual(problems);
    }
    expect(problems).toEqual([
      {
        code: 'bad-text',
        severity: 'error',
        path,
        message: expect.stringMatching(/which neither files nor AWS can hold/)
      }
    ]);
    expect(problems[0].message).toContain(path);
  });

  it('names a field of a node as the node has it', () => {
    const { problems } = parse({
      nodes: {
        a: { component: 'filter', config: { condition: { right: half } } }
      }
    });
    expect(problems).toMatchObject([
      { code: 'bad-text', nodeId: 'a', path: '/condition/right' }
    ]);
  });

  it('reports all at once', () => {
    const { problems } = parse({
      description: half,
      job: { name: '\0', region: 'x' }
    });
    expect(problems.map(({ path }) => path).sort()).toEqual([
      '/description',
      '/job/name',
      '/job/region'
    ]);
  });

  it('keeps a NUL in a value of a step, which is data', () => {
    const { problems } = parse({
      nodes: { a: { component: 'filter', config: { value: 'a\0' } } }
    });
    expect(problems).toEqual([]);
  });
});

// ECMA-48, 5.3 (C1 in eight bits) and Unicode Technical Report 36, 2.4 (bidirectional text).
describe('forTerminal', () => {
  const UNFIT = [
    ...Array.from({ length: 32 }, (_, code) => code),
    ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
    ...[
      0x61c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0x2028, 0xfeff,
      0xd800
    ]
  ].map(code => String.fromCharCode(code));

  it('shows what acts on a terminal as an escape', () => {
    for (const character of UNFIT) {
      expect(forTerminal(`a${character}b`)).toMatch(/^a\\u[0-9a-f]{4}b$/);
    }
    expect(forTerminal('a\nb\u0007', '\n')).toBe('a\nb\\u0007');
  });

  it('leaves letters, marks and emoji', () => {
    const text = 'Übergrößen 売上 עברית العربية 👩‍👩‍👧';
    expect(forTerminal(text)).toBe(text);
  });

  it('leaves JSON the same JSON', () => {
    const value = { [`k${UNFIT.join('')}`]: UNFIT, 'a"\\': '売' };
    const text = jsonForTerminal(JSON.stringify(value, null, 2));
    expect(JSON.parse(text)).toEqual(value);
    expect(text.replace(/\n/g, '')).toMatch(/^[ -~売]*$/);
  });
});
