import { FakeGlue, ServiceError } from '../../glue-catalog/test/glue.js';
import { connect, type GlueNamespace } from '../src/index.js';
import { code, failure } from './world.js';

const SECRET = 'a-secret/that+nobody-sees';

describe('failures of AWS', () => {
  const fake = new FakeGlue();
  let lance: GlueNamespace;
  afterEach(async () => {
    lance.close();
    await fake.stop();
  });

  async function start(
    answers: Parameters<FakeGlue['start']>[0],
    retries = '0'
  ): Promise<void> {
    await fake.start(answers);
    fake.calls.splice(0);
    lance = connect(
      'glue',
      {
        endpoint: fake.url,
        region: 'us-east-1',
        access_key_id: 'AKIATEST',
        secret_access_key: SECRET,
        max_retries: retries
      },
      {}
    );
  }

  it.each([
    ['ThrottlingException', 21],
    ['AccessDeniedException', 15],
    ['ExpiredTokenException', 16],
    ['UnrecognizedClientException', 16],
    ['InvalidSignatureException', 16],
    ['InternalServiceException', 17],
    ['OperationTimeoutException', 17],
    ['InvalidInputException', 13],
    ['ResourceNumberLimitExceededException', 13],
    ['ConcurrentModificationException', 14],
    ['GlueEncryptionException', 18]
  ])('%s is %i', async (name, expected) => {
    const refuse = () => new ServiceError(name, 'The text of AWS.');
    await start({
      GetDatabases: refuse,
      GetTable: refuse,
      CreateDatabase: refuse
    });
    for (const call of [
      () => lance.listNamespaces(),
      () => lance.describeTable({ id: ['db', 't'] }),
      () => lance.createNamespace({ id: ['db'] })
    ]) {
      const error = await failure(call());
      expect(error.code).toBe(expected);
      expect(error.message).not.toContain(SECRET);
    }
  });

  it('are tried again as often as the properties say', async () => {
    await start(
      { GetDatabases: () => new ServiceError('ThrottlingException', 'busy') },
      '2'
    );
    expect(await code(lance.listNamespaces())).toBe(21);
    expect(fake.calls).toHaveLength(3);
  });

  it('names what was denied', async () => {
    await start({
      GetTable: () => new ServiceError('AccessDeniedException', 'no')
    });
    const error = await failure(lance.describeTable({ id: ['db', 't'] }));
    expect(error.message).toContain('glue:GetTable');
    expect(error.message).toContain('table db.t');
  });

  it('a service that is not there is 17', async () => {
    await start({});
    await fake.stop();
    expect(await code(lance.listNamespaces())).toBe(17);
  });

  it('a missing table is 4 also where its database may not be looked at', async () => {
    await start({
      GetTable: () => new ServiceError('EntityNotFoundException', 'gone'),
      GetDatabase: () => new ServiceError('AccessDeniedException', 'no')
    });
    expect(await code(lance.describeTable({ id: ['db', 't'] }))).toBe(4);
  });

  it('pages are followed to their end, empty ones too', async () => {
    const entry = (Name: string) => ({
      Name,
      Parameters: { table_type: 'LANCE' }
    });
    await start({
      GetTables: ({ NextToken }) =>
        NextToken === undefined
          ? { TableList: [entry('c')], NextToken: '2' }
          : NextToken === '2'
            ? { TableList: [], NextToken: '3' }
            : { TableList: [entry('a'), entry('b')] }
    });
    expect(await lance.listTables({ id: ['db'] })).toEqual({
      tables: ['a', 'b', 'c']
    });
  });

  it('another catalog is asked when it is named', async () => {
    await fake.start({ GetDatabases: () => ({ DatabaseList: [] }) });
    fake.calls.splice(0);
    lance = connect(
      'glue',
      {
        'glue.endpoint': fake.url,
        'glue.region': 'us-east-1',
        'glue.access-key-id': 'AKIATEST',
        'glue.secret-access-key': SECRET,
        'glue.catalog-id': '111122223333'
      },
      {}
    );
    await lance.listNamespaces();
    expect(fake.calls[0].request.CatalogId).toBe('111122223333');
    expect(await lance.describeNamespace({ id: [] })).toEqual({
      properties: { catalog_id: '111122223333' }
    });
  });
});
