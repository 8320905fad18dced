import type { AwsConnection } from '@glueflow/contract';
import { SessionKeys } from '../src/index.js';

describe('SessionKeys', () => {
  const keys = new SessionKeys('AKIA', 'very-secret', 'token-secret');

  it('gives the keys to who asks', () => {
    expect(keys.reveal()).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 'very-secret',
      sessionToken: 'token-secret'
    });
  });

  it('can not be written, spread, cloned or printed', () => {
    const ways = [
      JSON.stringify({ keys }),
      JSON.stringify({ ...keys }),
      JSON.stringify(Object.assign({}, keys)),
      JSON.stringify(structuredClone(keys)),
      String(keys),
      Object.getOwnPropertyNames(keys).join(),
      `${Object.values(keys).join()}`
    ];
    expect(ways.filter(text => /secret/.test(text ?? ''))).toEqual([]);
  });

  it('is nothing that a connection can hold', () => {
    // @ts-expect-error: session keys have no place in a connection
    const connection: AwsConnection = { kind: 'keys', keys };
    expect(connection).toBeDefined();
  });
});
