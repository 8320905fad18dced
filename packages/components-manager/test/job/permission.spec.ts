import type { Operation } from '../../src/plan/operation.js';
import { jobSettingsWithDefaults } from '../../src/job/defaults.js';
import { NO_NEEDS, needsOf, type JobNeeds } from '../../src/job/need.js';
import { permissionsOf, policyOf } from '../../src/job/permission.js';
import { read, readS3, writeCatalog, writeS3 } from '../codegen/build.js';
import { LAKEFS_SAMPLES } from '../codegen/samples/lakefs.js';

const SETTINGS = jobSettingsWithDefaults({
  name: 'flights',
  role: 'arn:aws:iam::123456789012:role/Glue',
  bucket: 'jobs',
  region: 'eu-west-1'
});
const GLUE = 'arn:aws:glue:eu-west-1:123456789012';

function lines(
  operations: Operation[],
  needs: JobNeeds = NO_NEEDS,
  settings = SETTINGS
): string[] {
  return permissionsOf({ operations }, settings, needs).map(
    ({ actions, resources }) => `${actions.join(' ')}: ${resources.join(' ')}`
  );
}

const OWN = 's3:GetObject s3:PutObject: arn:aws:s3:::jobs/glueflow/flights/*';

describe('permissionsOf', () => {
  it('has the folder of the job', () => {
    expect(lines([])).toEqual([OWN]);
  });

  it('has table and files of a read of the catalog', () => {
    const location = 's3://lake/flights/';
    expect(lines([read('r', {}, { location })])).toEqual([
      OWN,
      `glue:GetDatabase glue:GetPartitions glue:GetTable: ${GLUE}:catalog ${GLUE}:database/nycflights ${GLUE}:table/nycflights/flights`,
      's3:GetObject: arn:aws:s3:::lake/flights/*',
      's3:ListBucket: arn:aws:s3:::lake'
    ]);
    const elsewhere = { catalogId: ['210987654321'] };
    expect(lines([read('r', {}, elsewhere)])).toEqual(
      expect.arrayContaining([
        expect.stringContaining(
          'arn:aws:glue:eu-west-1:210987654321:table/nycflights/flights'
        ),
        's3:GetObject: arn:aws:s3:::LOCATION-OF-flights/*'
      ])
    );
  });

  it('needs none in S3 for what is in lakeFS', () => {
    expect(lines(LAKEFS_SAMPLES.lakefs.operations)).toEqual([OWN]);
  });

  it('has the tables that SQL names', () => {
    const query: Operation = {
      ...{ op: 'sql', id: 'q', nodeId: 'q', inputs: [], aliases: [] },
      query: ['SELECT * FROM other.fares']
    };
    expect(lines([query]).join('\n')).toContain(`${GLUE}:table/other/fares`);
  });

  it('takes what a parameter names for anything, and signs for themselves', () => {
    const paths = [
      ['s3://data/', { parameter: 'year' }, '/x.csv'],
      [{ parameter: 'place' }],
      ['s3://data/a*b']
    ];
    expect(lines([readS3('r', { paths })]).slice(1)).toEqual([
      's3:GetObject: arn:aws:s3:::*/* arn:aws:s3:::data/*/x.csv* arn:aws:s3:::data/a${*}b*',
      's3:ListBucket: arn:aws:s3:::* arn:aws:s3:::data'
    ]);
    const patterns = [['s3://data/year=*/x']];
    expect(lines([readS3('r', { paths: patterns, patterns: true })])).toContain(
      's3:GetObject: arn:aws:s3:::data/year=*'
    );
  });

  it('has what outputs do', () => {
    expect(lines([writeS3('w', 'r')]).slice(1)).toEqual([
      's3:DeleteObject s3:GetObject s3:PutObject: arn:aws:s3:::results/w*',
      's3:ListBucket: arn:aws:s3:::results'
    ]);
    const table = lines([writeCatalog('w', 'r')]).join('\n');
    expect(table).toContain('glue:UpdateTable');
    const kept = writeCatalog('w', 'r', {}, { updateCatalog: false });
    expect(lines([kept]).join('\n')).not.toContain('glue:UpdateTable');
  });

  it('asks for the role of a connection in place of its files', () => {
    const arn = 'arn:aws:iam::210987654321:role/data';
    expect(lines([readS3('r', { role: { arn } })]).slice(1)).toEqual([
      `sts:AssumeRole: ${arn}`
    ]);
  });

  it('has the actions of requirements, with the reason', () => {
    const { needs } = needsOf([
      {
        id: 'acme/mask',
        reason: 'The step “Mask” decrypts.',
        actions: [
          { action: 'kms:Decrypt', resource: 'arn:aws:kms:*:*:key/1' },
          { action: 'kms:DescribeKey' }
        ]
      }
    ]);
    const found = permissionsOf({ operations: [] }, SETTINGS, needs);
    expect(found.slice(1)).toEqual([
      {
        actions: ['kms:Decrypt'],
        resources: ['arn:aws:kms:*:*:key/1'],
        why: 'The step “Mask” decrypts.'
      },
      {
        actions: ['kms:DescribeKey'],
        resources: ['*'],
        why: 'The step “Mask” decrypts.'
      }
    ]);
    expect(policyOf(found).Statement[1]).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: ['arn:aws:kms:*:*:key/1']
    });
  });

  it('has the databases that Spark asks a Hive catalog for', () => {
    const hive = { ...NO_NEEDS, arguments: HIVE };
    expect(lines([], hive)[1]).toBe(
      `glue:GetDatabase: ${GLUE}:catalog ${GLUE}:database/default ${GLUE}:database/global_temp`
    );
    const off = { ...SETTINGS, defaultArguments: OFF };
    expect(lines([], hive, off)).toEqual([OWN]);
  });

  it('says one thing once, and takes the partition of the region', () => {
    const twice = [readS3('a'), readS3('b')];
    expect(lines(twice)).toHaveLength(3);
    const china = { ...SETTINGS, role: 'Glue', region: 'cn-north-1' };
    expect(lines([], NO_NEEDS, china)).toEqual([
      OWN.replace('arn:aws:', 'arn:aws-cn:')
    ]);
  });
});

const HIVE = { '--enable-glue-datacatalog': 'true' };
const OFF = { '--enable-glue-datacatalog': 'false' };
