/** @jest-environment jsdom */
import '../properties/dom';
import { ServiceError } from '../../src/service/client';
import { commandOf } from '../../src/service/failure';
import { Remote } from '../../src/service/remote';

const command = (message: string, remedy?: string): string | undefined =>
  commandOf({ message, remedy });

describe('commandOf', () => {
  it('finds the command that a message asks for', () => {
    expect(
      command('The session has expired. Run: aws sso login --profile dev')
    ).toBe('aws sso login --profile dev');
    expect(
      command("Run aws sso login --profile 'my dev', or get new keys.")
    ).toBe("aws sso login --profile 'my dev'");
    expect(command('Run aws sso login --profile a.b/c, or get new keys.')).toBe(
      'aws sso login --profile a.b/c'
    );
    expect(command('The session has expired. Run: aws login')).toBe(
      'aws login'
    );
    expect(
      command('x', 'Make it: glueflow connections add dev --profile P')
    ).toBe('glueflow connections add dev --profile P');
    expect(command('Access denied.', 'Ask for it.')).toBeUndefined();
  });
});

describe('Remote', () => {
  it('takes the answer to the newest question only', async () => {
    const remote = new Remote<string>();
    let answer: (value: string) => void = () => undefined;
    let aborted = false;
    const first = remote.load(
      signal =>
        new Promise(resolve => {
          answer = resolve;
          signal.addEventListener('abort', () => (aborted = true));
        })
    );
    await remote.load(async () => 'second');
    answer('first');
    await first;
    expect(remote.value).toBe('second');
    expect(aborted).toBe(true);
  });

  it('keeps the last answer while asking again, when asked to', async () => {
    const remote = new Remote<string>();
    await remote.load(async () => 'before');
    const asking = remote.load(
      () => Promise.reject(new ServiceError('No.', 'refused')),
      { keep: true }
    );
    expect(remote.value).toBe('before');
    await asking;
    expect(remote.value).toBe('before');
    expect(remote.error?.message).toBe('No.');
    await remote.load(() => Promise.reject(new Error('No.')));
    expect(remote.value).toBeUndefined();
    expect(remote.error?.kind).toBe('fault');
  });
});
