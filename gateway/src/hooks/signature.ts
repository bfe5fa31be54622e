import { createHmac } from 'node:crypto';

export interface Signed {
  readonly id: string;
  readonly seconds: number;
  readonly body: string;
}

const keyBytes = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

/** Standard Webhooks: HMAC-SHA256 over id, time and body, with the key as `whsec_<base64>`. */
export function signatureHeaders({ id, seconds, body }: Signed, secret: string): Record<string, string> {
  const signature = createHmac('sha256', keyBytes(secret)).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
