import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DISK } from '../src/disk.js';
import { VERSION } from '../src/version.js';
import { FLIGHTS, ROOT, World, systemError } from './world.js';

describe('glueflow', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  it('prints its version, the same in every manifest', async () => {
    expect(await world.run('--version')).toMatchObject({
      code: 0,
      out: `${VERSION}\n`
    });
    const manifest = JSON.parse(
      readFileSync(join(ROOT, 'packages/server/package.json'), 'utf8')
    );
    expect(manifest.version).toBe(VERSION);
    expect(readFileSync(join(ROOT, 'python/pyproject.toml'), 'utf8')).toContain(
      `\nversion = "${VERSION}"\n`
    );
  });

  it.each([
    [
      ['validat', 'x'],
      /unknown command 'validat'\n\(Did you mean validate\?\)/
    ],
    [
      ['validate', 'x', '--ofline'],
      /unknown option '--ofline'\n\(Did you mean --offline\?\)/
    ],
    [['validate'], /missing required argument 'file'/],
    [['export', 'x'], /Give --out FOLDER for the two files, or --dry-run/],
    [
      ['generate', 'x', '--glue-version', '3.0'],
      /Allowed choices are 4\.0, 5\.0/
    ],
    [['run', 'x', '--param', 'year'], /Write it as NAME=VALUE/],
    [['run', 'x', '--param', 'a=1', '--param', 'a=2'], /a was given already/],
    [['validate', 'x', '--endpoint', 'ftp://x'], /http or https address/],
    [
      ['export', 'x', '--out', 'o', '--workers', '0'],
      /whole number, 1 or more/
    ],
    [['serve'], /--socket PATH or --port N/],
    [['serve', '--port', '70000'], /a port, 0 to 65535/],
    [['components', 'lst'], /unknown command 'lst'\n\(Did you mean list\?\)/],
    [[], /Usage: glueflow/]
  ])('exits with 2 for %j', async (argv, message) => {
    const outcome = await world.run(...argv);
    expect(outcome.err).toMatch(message);
    expect(outcome.code).toBe(2);
    expect(outcome.out).toBe('');
  });

  describe('validate', () => {
    it('accepts an example, and says that tables were not looked up', async () => {
      const outcome = await world.run('validate', FLIGHTS);
      expect(outcome.out).toMatch(/flights\.glueflow: valid, 3 nodes/);
      expect(outcome.err).toMatch(/not looked up .* no AWS credentials/);
      expect(outcome.code).toBe(0);
    });

    it('tells what is wrong with job settings, but not what deploying may still say', async () => {
      const document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
      document.job = { glueVersion: '5.9', numberOfWorkers: 1 };
      writeFileSync(world.path('p.glueflow'), JSON.stringify(document));
      const checked = await world.run('validate', 'p.glueflow', '--offline');
      expect(checked.code).toBe(1);
      expect(checked.out).toMatch(/^error \/job\/glueVersion: .*"5\.9"/m);
      expect(checked.out).toMatch(/^error \/job\/numberOfWorkers: /m);
      expect(checked.out).toMatch(/: 2 errors/);
      const argv = ['generate', 'p.glueflow', '--offline'];
      const refused = await world.run(...argv);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.err).toMatch(/^error \/job\/glueVersion: /m);
      expect(refused.err).not.toMatch(/numberOfWorkers/);
      const reported = await world.run(...argv, '--glue-version', '5.0');
      expect(reported.code).toBe(0);
    });

    it('prints facts as JSON', async () => {
      const outcome = await world.run(
        'validate',
        FLIGHTS,
        '--offline',
        '--json'
      );
      const facts = JSON.parse(outcome.out);
      expect(facts).toMatchObject({
        file: FLIGHTS,
        valid: true,
        catalog: { state: 'offline' }
      });
      expect(Object.keys(facts.schemas)).toEqual([
        'flights',
        'jfk',
        'jfk_flights'
      ]);
    });

    it('says which file is not there', async () => {
      const outcome = await world.run('validate', 'none.glueflow', '--json');
      expect(outcome.code).toBe(1);
      expect(JSON.parse(outcome.out)).toEqual({
        error: {
          kind: 'refused',
          message:
            "none.glueflow can't be read: there is no such file or folder.",
          remedy: 'Check the path; pipelines end in .glueflow.'
        }
      });
      expect(outcome.err).toMatch(/^glueflow: none\.glueflow can't be read/m);
    });
  });

  describe('generate', () => {
    it('prints the script and nothing else', async () => {
      const outcome = await world.run('generate', FLIGHTS, '--offline');
      expect(outcome.code).toBe(0);
      expect(outcome.out).toMatch(/^import sys\n/);
      expect(outcome.out).toMatch(/\njob\.commit\(\)\n$/);
    });

    it('writes the script, with facts that point into it', async () => {
      const outcome = await world.run(
        ...['generate', FLIGHTS, '--offline', '--json', '--out', 'a/job.py']
      );
      const facts = JSON.parse(outcome.out);
      expect(facts.path).toBe(world.path('a', 'job.py'));
      expect(facts.script).toBeUndefined();
      const lines = readFileSync(facts.path, 'utf8').split('\n');
      const [[first]] = facts.lines.jfk;
      expect(lines[first - 1]).toMatch(/^# \[jfk\] From JFK/);
      expect(facts.conversions).toBe(1);
    });

    it('prints another script for another version', async () => {
      const [four, five] = await Promise.all(
        ['4.0', '5.1'].map(async version => {
          const own = new World();
          const { out } = await own.run(
            ...['generate', FLIGHTS, '--offline', '--json'],
            ...['--glue-version', version]
          );
          own.remove();
          return JSON.parse(out).script as string;
        })
      );
      expect(four).toMatch(/job\.commit/);
      expect(five).toMatch(/job\.commit/);
    });
  });

  describe('export', () => {
    const args = ['export', FLIGHTS, '--offline', '--out', 'out'];

    it('writes both scripts, the settings of the options in the second', async () => {
      const outcome = await world.run(
        ...args,
        ...['--role', 'OtherRole', '--workers', '3', '--region', 'eu-west-1'],
        ...['--tag', 'team=data', '--timeout', '7', '--json']
      );
      expect(outcome.code).toBe(0);
      expect(JSON.parse(outcome.out)).toMatchObject({
        job: 'flights',
        script: { path: world.path('out', 'flights.py'), state: 'written' },
        deployScript: { state: 'written' }
      });
      expect(world.names('out')).toEqual(['deploy_flights.py', 'flights.py']);
      const text = readFileSync(world.path('out', 'deploy_flights.py'), 'utf8');
      const settings = /# <settings>[^]*# <\/settings>/.exec(text)?.[0];
      expect(settings).toMatch(/"script": "flights\.py"/);
      expect(settings).toMatch(/"role": "OtherRole"/);
      expect(settings).toMatch(/"region": "eu-west-1"/);
      expect(settings).toMatch(/"NumberOfWorkers": 3/);
      expect(settings).toMatch(/"Timeout": 7/);
      expect(settings).toMatch(/"team": "data"/);
    });

    it('tells what the role must be allowed', async () => {
      const dry = await world.run(...args.slice(0, 3), '--dry-run');
      expect(dry.out).toMatch(
        /s3:GetObject, s3:PutObject on arn:aws:s3:::\S+\n {4}The script and temporary files/
      );
      const json = await world.run(...args, '--json');
      const { role } = JSON.parse(json.out);
      expect(role.policy.Statement).toHaveLength(role.permissions.length);
      const text = readFileSync(world.path('out', 'deploy_flights.py'), 'utf8');
      expect(text.replace(/\s+/g, '')).toContain(
        '"permissions":[[["s3:GetObject","s3:PutObject"],['
      );
    });

    it('takes profile, role and region of a connection for the deployment script', async () => {
      await world.run(
        ...['connections', 'add', 'prod', '--profile', 'dev'],
        ...['--role-arn', 'arn:aws:iam::123456789012:role/deploy'],
        ...['--external-id', 'not-for-files', '--region', 'eu-central-1']
      );
      const { code } = await world.run(...args, '--connection', 'prod');
      expect(code).toBe(0);
      const text = readFileSync(world.path('out', 'deploy_flights.py'), 'utf8');
      const settings = /# <settings>[^]*# <\/settings>/.exec(text)?.[0];
      expect(settings).toMatch(/"profile": "dev"/);
      expect(settings).toMatch(
        /"assume_role_arn": "arn:aws:iam::123456789012:role\/deploy"/
      );
      expect(settings).toMatch(/"region": "eu-central-1"/);
      expect(text).not.toContain('not-for-files');
    });

    it('tells problems of pipeline and settings at once, and writes nothing', async () => {
      const document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
      document.job = {};
      document.nodes.jfk.config.condition.operator = 'xor';
      writeFileSync(world.path('bad.glueflow'), JSON.stringify(document));
      const outcome = await world.run(
        ...['export', 'bad.glueflow', '--offline', '--out', 'out', '--json']
      );
      expect(outcome.code).toBe(1);
      const { problems } = JSON.parse(outcome.out);
      const paths = problems.map((p: { path: string }) => p.path);
      expect(paths).toEqual(
        expect.arrayContaining([
          '/condition/operator',
          '/job/role',
          '/job/bucket'
        ])
      );
      expect(world.names('out')).toEqual([]);
    });

    it('says that the disk is full, and leaves nothing', async () => {
      world.disk = {
        ...DISK,
        async writeNew(path, text) {
          await DISK.writeNew(path, text.slice(0, 10));
          throw systemError('ENOSPC');
        }
      };
      const outcome = await world.run(...args);
      expect(outcome.code).toBe(1);
      expect(outcome.err).toMatch(
        /flights\.py can't be written: the disk is full\. Nothing was changed\.\nFree some space/
      );
      expect(world.names('out')).toEqual([]);
    });

    it('ends with 130 when Ctrl-C comes while it writes', async () => {
      world.disk = {
        ...DISK,
        async writeNew(path, text) {
          await DISK.writeNew(path, text);
          world.controller.abort();
        }
      };
      const outcome = await world.run(...args);
      expect(outcome.code).toBe(130);
      expect(outcome.err).toMatch(/glueflow: Stopped\.\n$/);
      expect(world.names('out')).toEqual([]);
    });

    it('refuses to overwrite a file that was edited, until forced', async () => {
      await world.run(...args);
      writeFileSync(world.path('out', 'flights.py'), 'edited by hand');
      const refused = await world.run(...args);
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(/overwrite with --force/);
      expect((await world.run(...args, '--force')).code).toBe(0);
    });
  });

  describe('connections', () => {
    it('keeps, lists, replaces and removes them', async () => {
      const add = (...options: string[]) =>
        world.run('connections', 'add', 'dev', ...options);
      expect(
        await add('--sso', '--profile', 'dev', '--region', 'eu-west-1')
      ).toMatchObject({ code: 0, out: 'added dev: SSO profile dev\n' });
      const again = await add('--profile', 'other');
      expect(again.code).toBe(1);
      expect(again.err).toMatch(/"dev" already\.\n.*--force/);
      expect((await add('--profile', 'other', '--force')).code).toBe(0);
      const { out } = await world.run('connections', 'list', '--json');
      expect(JSON.parse(out)).toEqual({
        connections: [{ name: 'dev', kind: 'profile', profile: 'other' }]
      });
      world.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:5555';
      const local = await world.run('connections', 'list', '--json');
      expect(JSON.parse(local.out)).toMatchObject({
        endpoint: 'http://127.0.0.1:5555'
      });
      expect((await world.run('connections', 'remove', 'dev')).code).toBe(0);
      expect((await world.run('connections', 'remove', 'dev')).code).toBe(1);
    });

    it.each([
      [['--sso'], /needs a profile/],
      [['--external-id', 'x'], /External id needs a role ARN/],
      [['--key-variables', 'ONE'], /two or three variables/],
      [['--key-variables', 'A,B,C,D'], /two or three variables/],
      [
        ['--key-variables', 'AKIAIOSFODNN7EXAMPLE,B'],
        /looks like a secret itself/
      ],
      [['--profile', 'p', '--key-variables', 'A,B'], /name one of them/],
      [['--profile', 'p', '--environment'], /cannot be used with/],
      [
        ['--key-variables', 'AKIA/not/a/name,B'],
        /must be the name of an environment variable/
      ]
    ])('refuses %j: exit 2', async (options, message) => {
      const outcome = await world.run('connections', 'add', 'c', ...options);
      expect(outcome.code).toBe(2);
      expect(outcome.err).toMatch(message);
      expect(outcome.err).not.toContain('AKIA/');
    });
  });

  describe('connections that can not be kept', () => {
    it('names the connection, the reason and the place', async () => {
      // A link to nowhere: nothing to read, and no folder can be made there.
      symlinkSync(world.path('nowhere', 'x'), world.path('link'), 'junction');
      world.env.GLUEFLOW_CONFIG = world.path('link');
      const argv = ['connections', 'add', 'dev', '--profile', 'p'];
      const outcome = await world.run(...argv);
      expect(outcome.code).toBe(1);
      expect(outcome.err).toMatch(/"dev" can't be kept.*\n.*GLUEFLOW_CONFIG/);
    });
  });

  describe('components', () => {
    it('lists them', async () => {
      const { out, code } = await world.run('components', 'list');
      expect(code).toBe(0);
      expect(out).toMatch(/^COMPONENT +KIND +TITLE\n/);
      expect(out).toMatch(/^glue-catalog-input +input +/m);
    });

    it('shows one, and says what a misspelt one may be', async () => {
      const { out } = await world.run('components', 'show', 'join', '--json');
      expect(JSON.parse(out)).toMatchObject({ id: 'join' });
      const { out: text } = await world.run(
        'components',
        'show',
        'filter-rows'
      );
      expect(text).toMatch(
        /^mode: Filter by\n {4}`conditions`, `expression`; `"conditions"` unless/m
      );
      expect(text).toMatch(
        /^condition: Conditions\n {4}object of `operator` \(`and`, .*`column`.*\n {4}Unless `mode` is `expression`/m
      );
      const wrong = await world.run('components', 'show', 'joim');
      expect(wrong).toMatchObject({ code: 1 });
      expect(wrong.err).toMatch(/no component "joim"\.\nDid you mean join\?/);
    });
  });
});
