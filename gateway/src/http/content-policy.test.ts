import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import { contentPolicy } from './content-policy.ts';

function headersFor(livekitUrl: string, alsoConnect: readonly string[] = []): Map<string, string> {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
    removeHeader: () => undefined,
  };
  contentPolicy(livekitUrl, alsoConnect)({} as Request, response as unknown as Response, () => undefined);
  return headers;
}

test('a page may reach LiveKit without TLS where LiveKit has none', () => {
  const headers = headersFor('ws://198.18.0.1:7880');
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("connect-src 'self' ws://198.18.0.1:7880 http://198.18.0.1:7880");
  expect(policy).not.toContain('upgrade-insecure-requests');
  expect(headers.has('strict-transport-security')).toBe(false);
});

test('and where people sign in', () => {
  const policy = headersFor('wss://livekit.example.com', ['https://id.example.com']).get('content-security-policy');
  expect(policy).toMatch(/connect-src 'self' [^;]* https:\/\/id\.example\.com;/);
});

test('with TLS everything is upgraded to it', () => {
  const headers = headersFor('wss://livekit.example.com');
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("connect-src 'self' wss://livekit.example.com https://livekit.example.com");
  expect(policy).toContain('upgrade-insecure-requests');
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  expect(headers.has('strict-transport-security')).toBe(true);
});
