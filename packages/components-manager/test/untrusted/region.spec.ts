import {
  checkJobSettings,
  isRegion,
  jobSettingsWithDefaults,
  parseDocument,
  regionProblem
} from '../../src/index.js';

// The partitions of AWS's SDKs (regionRegex): aws, aws-cn, aws-us-gov, aws-iso*, aws-eusc.
const GOOD = [
  'us-east-1',
  'eu-west-1',
  'ap-southeast-7',
  'us-gov-west-1',
  'cn-north-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
  'mx-central-1'
];
const BAD = [
  'x@127.0.0.1:5699/',
  'mars-1',
  'eu-west-1/',
  'eu-west-1\n',
  ' eu-west-1',
  'EU-WEST-1',
  'eu_west_1',
  'eu-west-1.evil.example',
  'eu-west-',
  `eu${'-a'.repeat(40)}-1`,
  'eu-west-1\u0661'
];

describe('isRegion', () => {
  it.each(GOOD)('takes %s', name => {
    expect(isRegion(name)).toBe(true);
    expect(regionProblem(name)).toBeUndefined();
  });

  it.each(BAD)('refuses %j', name => {
    expect(isRegion(name)).toBe(false);
    expect(regionProblem(name)).toContain('is no AWS region');
  });

  it('refuses what is no text', () => {
    for (const value of [null, 1, {}, ['eu-west-1'], undefined]) {
      expect(isRegion(value)).toBe(false);
    }
  });
});

describe('a document', () => {
  const parse = (region: unknown) =>
    parseDocument(JSON.stringify({ glueflow: 1, nodes: {}, job: { region } }));

  it.each([...BAD, 7, {}])('whose region is %j has an error', region => {
    const { document, problems } = parse(region);
    expect(document?.job.region).toEqual(region);
    expect(problems).toEqual([
      {
        code: 'job-region',
        severity: 'error',
        path: '/job/region',
        message: expect.stringContaining('A region looks like eu-west-1.')
      }
    ]);
  });

  it.each([...GOOD, ''])('whose region is %j has none', region => {
    expect(parse(region).problems).toEqual([]);
  });

  it('says of its region what the job settings say', () => {
    const settings = jobSettingsWithDefaults({ region: 'mars-1' });
    const said = checkJobSettings(settings).filter(
      ({ path }) => path === '/job/region'
    );
    expect(said).toEqual(parse('mars-1').problems);
  });
});
