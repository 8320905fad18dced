import { principalOf } from '../src/index.js';

describe('principalOf', () => {
  it.each([
    ['arn:aws:iam::123456789012:user/team/dev', { user: 'dev' }],
    ['arn:aws:iam::123456789012:root', { user: 'root' }],
    ['arn:aws:sts::123456789012:federated-user/eve', { user: 'eve' }],
    ['arn:aws-cn:iam::123456789012:role/path/Ops', { role: 'Ops' }],
    [
      'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_1/eve@corp',
      { role: 'AWSReservedSSO_Dev_1', session: 'eve@corp' }
    ],
    ['arn:aws:sts::123456789012:self', {}],
    ['', {}]
  ])('reads %s', (arn, principal) => {
    expect(principalOf(arn)).toEqual(principal);
  });
});
