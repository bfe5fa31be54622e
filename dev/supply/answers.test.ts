import { expect, test } from 'vitest';
import { goAnswer, licenceAnswer, npmAnswer } from './answers.ts';

const lib = { name: 'a', version: '1.0.0', licence: 'MIT' };

test.each([
  ['a licence that is taken', [lib], 'clean'],
  ['one that is not', [lib, { ...lib, licence: 'GPL-3.0-only' }], 'found'],
  ['none at all', [{ ...lib, licence: '' }], 'found'],
  ['nothing to look at', [], 'found'],
] as const)('%s', (_what, packages, verdict) => expect(licenceAnswer(packages).verdict).toBe(verdict));

test.each([
  ['no vulnerability', 'npm warn x\n{\n  "vulnerabilities": {}\n}\n', 'clean'],
  ['one', '{\n  "vulnerabilities": { "a": { "severity": "high", "range": "<2" } }\n}', 'found'],
  ['a registry without advisories', 'npm warn audit 405\n{\n  "message": "405 Method Not Allowed"\n}', 'unasked'],
  ['a network that is away', 'npm error network', 'unasked'],
])('npm says %s', (_what, output, verdict) => expect(npmAnswer(output).verdict).toBe(verdict));

test.each([
  ['nothing found', 'No vulnerabilities found.\n', 'clean'],
  ['one found', '=== Symbol Results ===\n\nVulnerability #1: GO-2026-0001\n', 'found'],
  ['no database', 'govulncheck: fetching vulnerabilities: no such host', 'unasked'],
])('govulncheck says %s', (_what, output, verdict) => expect(goAnswer('x', output).verdict).toBe(verdict));
