import { createHash, timingSafeEqual } from 'node:crypto';
import { jwtVerify } from 'jose';

export interface WebhookKeys {
  readonly key: string;
  readonly secret: string;
}

/** A tolerance for clocks that differ a little. */
const SKEW_SECONDS = 30;

/** LiveKit signs the raw body: a token of its API key that holds the body's SHA-256. */
export async function isSignedByLiveKit(
  body: Buffer,
  authorization: string | undefined,
  { key, secret, nowMs }: WebhookKeys & { nowMs: number },
): Promise<boolean> {
  const token = authorization?.replace(/^Bearer /i, '');
  if (!token) return false;
  try {
    const { payload } = await jwtVerify<{ sha256?: string }>(token, new TextEncoder().encode(secret), {
      issuer: key,
      algorithms: ['HS256'],
      currentDate: new Date(nowMs),
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp'],
    });
    const claimed = Buffer.from(payload.sha256 ?? '', 'base64');
    const actual = createHash('sha256').update(body).digest();
    return claimed.length === actual.length && timingSafeEqual(claimed, actual);
  } catch {
    return false;
  }
}
