import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `sb_<id>_<secret>`: the id finds the Secret, whose SHA-256 must match. The key itself is stored nowhere. */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

const SHAPE = /^sb_([a-z0-9]{12})_([A-Za-z0-9]{40})$/;

export function parseKey(text: string): ApiKey | undefined {
  const match = SHAPE.exec(text);
  return match?.[1] && match[2] ? { id: match[1], secret: match[2] } : undefined;
}

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function secretMatches(secret: string, hash: string): boolean {
  const expected = Buffer.from(hash, 'hex');
  const given = createHash('sha256').update(secret).digest();
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function randomText(length: number, symbols: string): string {
  const fair = 256 - (256 % symbols.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fair && text.length < length) text += symbols[byte % symbols.length];
    }
  }
  return text;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const generateKey = (): ApiKey => ({
  id: randomText(12, LOWER),
  secret: randomText(40, `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`),
});

export const formatKey = ({ id, secret }: ApiKey): string => `sb_${id}_${secret}`;
export const keySecretName = (id: string): string => `key-${id}`;
