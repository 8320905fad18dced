import { outputPorts } from '@glueflow/components-manager';
import { createRegistry } from '../../src/index.js';
import { conditionalRouter } from '../../src/transforms/route.js';
import {
  columns,
  configure,
  infer,
  lower,
  problems,
  show
} from '../context.js';

const inputs = { in: 'a int, b string' };
const OUTPUTS = [
  { id: 'o1', name: 'Large', expression: 'a > 10' },
  { id: 'o2', name: 'Named', expression: 'b is not null' }
];

/** The outputs of a step with a configuration, as `id title`. */
function ports(config: object): string[] {
  const component = createRegistry().get('conditional-router');
  return component === undefined
    ? []
    : outputPorts(component, {
        version: 1,
        config: JSON.parse(JSON.stringify(config)) as Record<string, never>
      }).map(({ id, title }) => `${id} ${title}`);
}

describe('conditionalRouter', () => {
  it('has an output for each condition, and one for the rest', () => {
    expect(ports({ outputs: OUTPUTS })).toEqual([
      'o1 Large',
      'o2 Named',
      'default Default'
    ]);
    expect(ports({})).toEqual(['default Default']);
  });

  it.each<[object, string[]]>([
    [{ outputs: 'x' }, []],
    [{ outputs: [null, 7, { id: 3 }, { id: '' }] }, []],
    [{ outputs: [{ id: 'default' }, { id: 'a' }, { id: 'a' }] }, ['a a']],
    [{ outputs: [{ id: 'a', name: ' ' }] }, ['a a']]
  ])(
    'has outputs with ids of their own for any settings: %j',
    (config, own) => {
      expect(ports(config)).toEqual([...own, 'default Default']);
    }
  );

  it('passes the columns on to every output', () => {
    const { schema, schemas } = infer(
      conditionalRouter,
      { outputs: OUTPUTS },
      { inputs }
    );
    expect(show(schema)).toBe(inputs.in);
    expect(schemas).toBeUndefined();
  });

  it('shows the names on its card', () => {
    expect(
      conditionalRouter.summary(
        configure(conditionalRouter, { outputs: OUTPUTS })
      )
    ).toBe('Large, Named, Default');
  });

  it.each<[object[], string[]]>([
    [[], ['missing-output /outputs']],
    [[{ id: 'a', name: 'A' }], ['missing-expression /outputs/0/expression']],
    [
      [{ id: 'a', name: ' ', expression: 'a > 1' }],
      ['missing-name /outputs/0/name']
    ],
    [
      [{ id: 'a', name: 'default', expression: 'a > 1' }],
      ['duplicate-output /outputs/0/name']
    ],
    [
      [{ id: 'default', name: 'A', expression: 'a > 1' }],
      ['duplicate-output /outputs/0/id']
    ],
    [
      [OUTPUTS[0], { ...OUTPUTS[1], id: 'o1', name: 'LARGE' }],
      ['duplicate-output /outputs/1/name', 'duplicate-output /outputs/1/id']
    ],
    [
      [{ id: 'a', name: 'A', expression: 'c > 1' }],
      ['unknown-column /outputs/0/expression']
    ],
    [
      [{ id: 'a', name: 'A', expression: 'sum(a) > 1' }],
      ['aggregate-not-allowed /outputs/0/expression']
    ],
    [
      [{ id: 'a', name: 'A', expression: 'rand() < 0.5' }],
      ['volatile-condition? /outputs/0/expression']
    ]
  ])('finds what is wrong with %j', (outputs, expected) => {
    expect(problems(conditionalRouter, { outputs }, { inputs })).toEqual(
      expected
    );
  });

  it('lowers to one route', () => {
    const operations = lower(
      conditionalRouter,
      { match: 'every', outputs: OUTPUTS },
      { inputs }
    );
    expect(operations).toEqual([
      expect.objectContaining({
        op: 'route',
        id: 'n',
        inputs: ['from1'],
        match: 'every',
        outputs: ['o1', 'o2', 'default'],
        otherwise: { port: 'default', title: 'Default' },
        schema: columns(inputs.in)
      })
    ]);
  });
});
