import { expect, test } from 'vitest';
import { signatureHeaders } from './signature.ts';

test('is what another implementation (Python’s hmac) makes of the same message', () => {
  const secret = `whsec_${Buffer.from('not a secret: a key of a test').toString('base64')}`;
  const message = { id: 'h1.7', seconds: 1_700_000_000, body: '{"type":"session.ended"}' };
  expect(signatureHeaders(message, secret)).toEqual({
    'webhook-id': 'h1.7',
    'webhook-timestamp': '1700000000',
    'webhook-signature': 'v1,dLcnCrpQBZb3k1CP7Xf4PEi6F+6fkR5n7vP39o5NdIA=',
  });
});
