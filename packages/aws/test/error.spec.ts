import { AwsError, explainAwsError, quote } from '../src/index.js';

function reply(name: string, message = 'no', status = 400): Error {
  return Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status }
  });
}

describe('explainAwsError', () => {
  it('names the missing bucket in the command that makes it', () => {
    const reported = explainAwsError(reply('NoSuchBucket'), {
      resource: 'bucket my-scripts',
      env: {}
    });
    expect(reported.message).toContain('Bucket my-scripts does not exist.');
    expect(reported.message).toMatch(/aws s3 mb s3:\/\/my-scripts$/);
  });

  it.each([
    'Command failed: get-keys --password hush\nhush: denied',
    'Error: Command failed: get-keys --sso hush MFA'
  ])('prints no command line of a credential_process: %s', message => {
    const { kind, message: reported } = explainAwsError(
      reply('CredentialsProviderError', message),
      { profile: 'dev', env: {} }
    );
    expect(kind).toBe('no-credentials');
    expect(reported).toMatch(/profile dev .*credential_process failed/);
    expect(reported).not.toMatch(/hush|get-keys/);
  });

  const job = { action: 'glue:CreateJob', resource: 'job flights' };

  it.each<[Error, string, number, string]>([
    [reply('ThrottlingException'), 'throttled', 1, 'AWS is busy'],
    [
      reply('AccessDeniedException'),
      'access-denied',
      1,
      'Access denied: glue:CreateJob on job flights.'
    ],
    [
      reply(
        'AccessDeniedException',
        'User: u is not authorized to perform: iam:PassRole on resource: arn:r because'
      ),
      'access-denied',
      1,
      'You may not give AWS Glue the role arn:r.'
    ],
    [
      reply('EntityNotFoundException', 'Job flights not found.'),
      'not-found',
      1,
      'Job flights does not exist.'
    ],
    [
      reply('ConcurrentRunsExceededException'),
      'conflict',
      1,
      'already runs as often as it may'
    ],
    [reply('ConcurrentModificationException'), 'conflict', 1, '(Concurrent'],
    [reply('InvalidInputException', 'Bad.'), 'invalid', 1, 'AWS refused it'],
    [reply('ExpiredTokenException'), 'sso-expired', 3, 'has expired'],
    [reply('SignatureDoesNotMatch'), 'no-credentials', 3, 'does not accept'],
    [
      Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
      'unreachable',
      1,
      'Check the network'
    ],
    [new Error('Region is missing'), 'no-region', 2, 'No AWS region is set.'],
    [reply('Strange', 'What?'), 'other', 1, 'What? (Strange)']
  ])('%s', (error, kind, exitCode, message) => {
    const found = explainAwsError(error, { ...job, env: {} });
    expect(found).toMatchObject({ kind, exitCode, cause: error });
    expect(found.message).toContain(message);
  });

  it.each([
    ['job x', 'Job x not found.', 'Job x does not exist.'],
    ['table a.b', 'Table b not found', 'Table a.b does not exist.'],
    ['job x', 'Entity Not Found (Service: AWSGlue)', 'Job x does not exist.'],
    [
      'run jr of job x',
      'Job run jr not found.',
      'Run jr of job x does not exist.'
    ],
    // What else is said stays.
    [
      'table a.b',
      'Database a not found.',
      'Table a.b does not exist. Database a not found.'
    ],
    [
      'job x',
      'Failed to start job run due to missing metadata',
      'Job x does not exist. Failed to start job run due to missing metadata'
    ],
    [undefined, 'Job x not found.', 'It does not exist. Job x not found.']
  ])('says once that %s is not there: %s', (resource, message, said) => {
    const error = reply('EntityNotFoundException', message);
    expect(explainAwsError(error, { resource, env: {} }).message).toBe(said);
  });

  it('leaves an AwsError as it is', () => {
    const error = new AwsError('conflict', 'x');
    expect(explainAwsError(error)).toBe(error);
  });
});

describe('quote', () => {
  it('quotes words for a shell', () => {
    expect(quote('dev')).toBe('dev');
    expect(quote("it's $x")).toBe(`'it'"'"'s $x'`);
  });
});
