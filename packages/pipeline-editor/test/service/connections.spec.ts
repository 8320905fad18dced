import { nullTranslator } from '@jupyterlab/translation';
import { defaultCredentials } from '../../src/service/connections';

describe('defaultCredentials', () => {
  it.each([
    [undefined, 'Default credentials'],
    ['http://127.0.0.1:5555', 'Default credentials (local, not AWS)'],
    ['http://localhost:5555/', 'Default credentials (local, not AWS)'],
    ['http://[::1]:5555', 'Default credentials (local, not AWS)'],
    [
      'https://glue.example.org:8443/x',
      'Default credentials (at glue.example.org:8443, not AWS)'
    ],
    ['no URL', 'Default credentials (at no URL, not AWS)']
  ])('with the endpoint %s are called “%s”', (endpoint, name) => {
    const trans = nullTranslator.load('glueflow');
    expect(defaultCredentials(endpoint, trans)).toBe(name);
  });
});
