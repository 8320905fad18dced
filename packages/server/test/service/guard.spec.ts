import { refusal } from '../../src/service/guard.js';

const TOKEN = 'a-token';
const port = { token: TOKEN, hosts: new Set(['127.0.0.1:8080']) };
const good = {
  host: '127.0.0.1:8080',
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json'
};

describe('refusal', () => {
  it.each([
    ['GET', {}],
    ['POST', {}],
    ['POST', { 'content-type': 'application/json; charset=utf-8' }],
    ['POST', { origin: 'http://127.0.0.1:8080' }],
    [
      'POST',
      { 'sec-fetch-site': 'same-origin', origin: 'https://behind.a.proxy' }
    ],
    ['GET', { 'sec-fetch-site': 'none' }],
    ['DELETE', { 'content-type': undefined }],
    ['DELETE', { 'content-type': undefined, 'content-length': '0' }]
  ])('lets %s %j pass', (method, headers) => {
    expect(refusal(method, { ...good, ...headers }, port)).toBeUndefined();
  });

  it.each([
    ['GET', { host: 'evil.example:80' }, 403],
    ['GET', { host: undefined }, 403],
    ['GET', { authorization: undefined }, 401],
    ['GET', { authorization: 'Bearer another' }, 401],
    ['GET', { authorization: TOKEN }, 401],
    ['GET', { 'sec-fetch-site': 'cross-site' }, 403],
    ['GET', { 'sec-fetch-site': 'same-site' }, 403],
    ['POST', { origin: 'http://evil.example' }, 403],
    ['POST', { origin: 'null' }, 403],
    ['POST', { 'content-type': 'text/plain' }, 415],
    ['POST', { 'content-type': undefined }, 415],
    ['DELETE', { 'content-type': 'application/jsonx' }, 415],
    ['DELETE', { 'content-type': undefined, 'content-length': '2' }, 415],
    [
      'DELETE',
      { 'content-type': undefined, 'transfer-encoding': 'chunked' },
      415
    ],
    [
      'DELETE',
      { 'content-type': undefined, origin: 'http://evil.example' },
      403
    ]
  ])('turns %s %j away', (method, headers, status) => {
    expect(refusal(method, { ...good, ...headers }, port)?.status).toBe(status);
  });

  it('asks for no token and no name of ours on a socket', () => {
    const headers = {
      host: 'jupyter.example',
      origin: 'https://jupyter.example'
    };
    expect(refusal('GET', headers, {})).toBeUndefined();
    expect(
      refusal('GET', { ...headers, origin: 'https://evil.example' }, {})?.status
    ).toBe(403);
  });
});
