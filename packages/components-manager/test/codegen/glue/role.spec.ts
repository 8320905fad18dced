import type { GlueVersion } from '@glueflow/contract';
import type {
  Operation,
  ReadOperation,
  WriteOperation
} from '../../../src/plan/operation.js';
import {
  generate,
  read,
  readS3,
  writeCatalog,
  writeS3,
  type ReadFields
} from '../build.js';
import { PARTNER, ROLE } from '../samples/role.js';

const under = (
  path: string,
  more: ReadFields = {},
  role = ROLE
): ReadOperation =>
  readS3('in', { connection: 'lake', role, paths: [[path]] }, more);

const out = (
  path: string,
  role: typeof ROLE | undefined,
  more: Partial<WriteOperation> = {}
): WriteOperation =>
  writeS3('out', 'in', { sink: { kind: 's3', role, path: [path] }, ...more });

function problems(operations: Operation[], version?: GlueVersion): string[] {
  return generate({ operations, version }).problems.map(
    ({ code, nodeId, path }) => `${code} ${nodeId} ${path}`
  );
}

describe('roles', () => {
  const source = under('s3://lake/a/');
  const sink = out('s3://results/', undefined);

  it.each<GlueVersion>(['4.0', '5.0'])(
    'are refused on Glue %s, whose S3 is EMRFS',
    version => {
      const result = generate({ operations: [source, sink], version });
      expect(result.script).toBeUndefined();
      expect(result.problems).toEqual([
        {
          code: 'role-unsupported',
          severity: 'error',
          nodeId: 'in',
          path: '/connection',
          message: `Connection “lake” assumes the role ${ROLE.arn}, which a script can't do on AWS Glue ${version}: it reaches S3 through EMRFS. Choose AWS Glue 5.1 or later, or give the job's own IAM role access to the data and choose a connection without a role.`
        }
      ]);
    }
  );

  it.each<GlueVersion>(['5.1', '6.0'])('are taken on Glue %s', version => {
    const { script } = generate({ operations: [source, sink], version });
    expect(script?.text).toContain(`["s3://lake/"]`);
  });

  it.each<[string, ReadFields]>([
    ['/bookmark', { bookmark: true }],
    ['/groupFiles', { groupFiles: 'none' }],
    ['/groupSize', { groupSize: 1000 }],
    ['/inconsistentTypes', { inconsistentTypes: true }],
    ['/mode', { mode: 'dynamicFrame' }]
  ])('are refused with what needs a DynamicFrame: %s', (path, more) => {
    expect(problems([under('s3://lake/a/', more), sink])).toEqual([
      `role-unsupported in ${path}`
    ]);
  });

  it('are refused with objects left out and with Iceberg', () => {
    const end = { role: ROLE, exclusions: [['**.tmp']] };
    expect(problems([readS3('in', end), sink])).toEqual([
      'role-unsupported in /exclusions'
    ]);
    const tables = { role: ROLE, location: 's3://lake/t/' };
    expect(
      problems([read('in', {}, { ...tables, format: 'iceberg' }), sink])
    ).toEqual(['role-unsupported in /table']);
    expect(
      problems([
        read('in', { catalogPartitionPredicate: ["m='1'"] }, tables),
        sink
      ])
    ).toEqual(['role-unsupported in /catalogPartitionPredicate']);
  });

  it("are refused where AWS Glue's own writer writes", () => {
    expect(
      problems([
        read('in'),
        writeCatalog('out', 'in', {}, { role: ROLE }),
        {
          ...out('s3://results/x/', ROLE, { format: 'avro' }),
          id: 'avro',
          nodeId: 'avro'
        }
      ])
    ).toEqual([
      'role-unsupported out /connection',
      'role-unsupported avro /format'
    ]);
  });

  it.each([
    ['another role', PARTNER],
    ['the same role with another external id', { ...ROLE, externalId: 'x' }],
    ['none', undefined]
  ])('can not share a bucket with %s', (_, role) => {
    const plan = [under('s3://lake/a/'), out('s3://lake/b/', role)];
    expect(problems(plan)).toEqual(['two-roles out /connection']);
    expect(generate({ operations: plan }).problems[0].message).toContain(
      'bucket lake'
    );
  });

  it('say that the node without a role is wrong, wherever it stands', () => {
    expect(
      problems([
        readS3('in', { paths: [['s3://lake/a/']] }),
        out('s3://lake/b/', ROLE)
      ])
    ).toEqual(['two-roles in /connection']);
  });

  it('share a bucket when they are the same', () => {
    expect(
      problems([under('s3://lake/a/'), out('s3://lake/b/', { ...ROLE })])
    ).toEqual([]);
  });

  it('are one call each, with every bucket once', () => {
    const { script } = generate({
      operations: [
        readS3('a', { role: ROLE, paths: [['s3://lake/a'], ['s3://lake']] }),
        readS3('b', { role: PARTNER, paths: [['s3://partner/b/']] }),
        writeS3('c', 'a'),
        writeS3('d', 'b')
      ]
    });
    const text = script?.text ?? '';
    expect(text.match(/^assume_role/gm)).toHaveLength(2);
    expect(text).toContain(
      `\nassume_role("${ROLE.arn}", "nightly", ["s3://lake/"])\n`
    );
    expect(text).toContain(
      `\nassume_role_with_external_id(\n    "${PARTNER.arn}", "glueflow", "glueflow-7", ["s3://partner/b/"]\n)\n`
    );
  });
});
