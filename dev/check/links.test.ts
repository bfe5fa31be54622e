import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../command.ts';

const root = join(import.meta.dirname, '../..');
const pages = (await run(['git', '-C', root, 'ls-files', '-z', '*.md'])).split('\0').filter(Boolean);

/** Relative links only: what others keep on their servers is theirs. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(https?:|mailto:|#)/.test(link));

test.each(pages)('%s leads nowhere that is not there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const dead = linksOf(text).filter((link) => !existsSync(join(root, dirname(page), link.split('#')[0] ?? '')));
  expect(dead).toEqual([]);
});
