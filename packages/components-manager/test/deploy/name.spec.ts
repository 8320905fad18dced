import {
  defaultJobName,
  deployedJob,
  jobFileName,
  jobFolder,
  jobSettingsWithDefaults,
  renderDeployScript
} from '../../src/index.js';

describe('defaultJobName', () => {
  it.each([
    ['flights', 'flights'],
    ['my.flights_2-b', 'my.flights_2-b'],
    ['ua delays', 'ua-delays'],
    [' Ventes d’été (2013)', 'Ventes-d-ete-2013'],
    ['飛行 delays', 'delays'],
    ['飛行', '飛行'],
    ['--', '--']
  ])('of %s is %s', (stem, name) => {
    expect(defaultJobName(stem)).toBe(name);
  });

  it('leaves nothing to be escaped in S3', () => {
    const name = defaultJobName('ua delays & more');
    expect(jobFolder({ bucket: 'b', prefix: 'p', name })).toBe(
      `s3://b/p/${name}/`
    );
  });

  it('gives files a name without a hash', () => {
    for (const stem of ['ua delays', 'flights_2', 'a+b']) {
      expect(jobFileName(defaultJobName(stem))).toBe(defaultJobName(stem));
    }
  });
});

describe('jobFileName', () => {
  it.each(['flights', 'ua-delays', 'ua_delays', '2013'])('keeps %s', job => {
    expect(jobFileName(job)).toBe(job);
  });

  const HARD = [
    ...[
      '売上',
      '顧客',
      '売 上',
      'a b',
      'a.b',
      'a/b',
      'A',
      'a',
      'flights',
      'Flights',
      'FLIGHTS'
    ],
    ...[
      'é',
      'e\u0301',
      'caf\u00e9',
      'cafe\u0301',
      '👍',
      '👍🏽',
      '-a',
      '.a',
      '_a',
      'a_',
      'a.',
      'a ',
      ' a'
    ],
    ...[
      'con',
      'CON',
      'nul',
      'aux',
      'com1',
      'lpt9',
      'x'.repeat(300),
      `${'x'.repeat(300)}y`,
      '..',
      '/',
      '-'
    ],
    ...[
      'csv',
      'json',
      'random',
      'boto3',
      'pyspark',
      'awsglue',
      'types',
      'test',
      'six',
      'requests'
    ],
    ...['deploy_a', 'deploy_flights', 'a_0123abcd', 'a-b', 'a_b']
  ];

  it('gives no two jobs one file, on file systems without cases too', () => {
    const names = HARD.flatMap(job => {
      const name = jobFileName(job);
      return [name, `deploy_${name}`].map(each => each.toLowerCase());
    });
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives names that every file system and shell takes', () => {
    for (const job of HARD) {
      expect(jobFileName(job)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/);
      expect(jobFileName(job)).toBe(jobFileName(job));
    }
  });

  it('hides no module from a program that starts beside it', () => {
    for (const job of [
      'csv',
      'json',
      'random',
      'boto3',
      'pyspark',
      'awsglue',
      'types',
      'pandas'
    ]) {
      expect(jobFileName(job)).toMatch(new RegExp(`^${job}_[0-9a-f]{8}$`));
    }
  });
});

describe('deployedJob', () => {
  const render = (name: string) =>
    renderDeployScript(
      jobSettingsWithDefaults({ name, role: 'r', bucket: 'b' }),
      {},
      { scriptName: 'x.py' }
    );

  it('tells jobs apart, however long their names are', () => {
    const names = [
      'a',
      'A',
      '売上',
      '顧客',
      'x "y"',
      'l'.repeat(250),
      `${'l'.repeat(249)}m`,
      'a,\n    "role": '
    ];
    const said = names.map(name => deployedJob(render(name)));
    expect(new Set(said).size).toBe(names.length);
    expect(said).not.toContain(undefined);
    expect(deployedJob(render('a'))).toBe(said[0]);
    expect(deployedJob('print(1)')).toBeUndefined();
  });
});
