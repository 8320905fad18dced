import { likelyFirst, placeProblems } from '../../src/export/place';
import { trans } from './fake';

describe('placeProblems', () => {
  const names = ['GlueRole', 'EtlRole'];

  it.each([
    ['GlueRole', names],
    ['', names],
    [undefined, names],
    // It may be another account's.
    ['arn:aws:iam::210987654321:role/Etl', names],
    // They can't be listed.
    ['Other', undefined]
  ])('has no doubt about %j among %j', (value, among) => {
    expect(placeProblems('role', value, among, trans)).toEqual([]);
  });

  it.each(['role', 'bucket'] as const)('doubts an unknown %s', field => {
    expect(placeProblems(field, 'GlueRoel', names, trans)).toMatchObject([
      {
        code: `unknown-${field}`,
        severity: 'warning',
        path: `/job/${field}`,
        message: expect.stringMatching(
          /“GlueRoel”.* Did you mean “GlueRole”\?$/
        ),
        fix: { path: `/job/${field}`, value: 'GlueRole' }
      }
    ]);
    const [far] = placeProblems(field, 'something', names, trans);
    expect(far.message).not.toContain('Did you mean');
    expect(far.fix).toBeUndefined();
  });
});

describe('likelyFirst', () => {
  it('keeps the order but for what is made for Glue', () => {
    const names = ['b', 'my-glue', 'a', 'aws-glue-assets-1'];
    expect(likelyFirst(names, name => name)).toEqual([
      'aws-glue-assets-1',
      'my-glue',
      'b',
      'a'
    ]);
  });
});
