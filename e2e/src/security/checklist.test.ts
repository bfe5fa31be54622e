import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const page = join(import.meta.dirname, '../../../docs/explanation/security-checklist.md');

/** Each row of the page that names a file of tests, and the titles after it. */
const rows = readFileSync(page, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('- ['))
  .map((line) => {
    const [, file = ''] = /^- \[[^\]]+\]\(([^)]+)\)/.exec(line) ?? [];
    const titles = [...line.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title).filter((one) => one !== 'make test');
    return { file, titles };
  });

test('every line of the list has a proof', () => {
  const lines = readFileSync(page, 'utf8')
    .split(/^\*\*\d+\. /m)
    .slice(1);
  expect(lines.length).toBeGreaterThanOrEqual(13);
  for (const line of lines) expect(line).toMatch(/\.test\.ts\)/);
});

test.each(rows)('$file has the tests that the page names', ({ file, titles }) => {
  const source = readFileSync(join(dirname(page), file), 'utf8');
  expect(titles.length).toBeGreaterThan(0);
  expect(titles.filter((title) => !source.includes(`'${title}'`))).toEqual([]);
});
