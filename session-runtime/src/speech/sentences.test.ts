import { expect, test } from 'vitest';
import { SentenceSplitter, speakable } from './index.ts';

const split = (...pieces: string[]): string[] => {
  const splitter = new SentenceSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.flush()];
};

test.each([
  ['two sentences', ['Hello there. How can I help you today?'], ['Hello there.', 'How can I help you today?']],
  ['cut anywhere', ['Hel', 'lo the', 're. H', 'ow are you', ' today?'], ['Hello there.', 'How are you today?']],
  ['a first word alone is spoken at once', ['Sure. I will look that up.'], ['Sure.', 'I will look that up.']],
  [
    'later short ones go with the next',
    ['Hello there. Yes. I will do that.'],
    ['Hello there.', 'Yes. I will do that.'],
  ],
  [
    'abbreviations',
    ['Dr. Smith and Mr. Jones are here. They wait.'],
    ['Dr. Smith and Mr. Jones are here.', 'They wait.'],
  ],
  [
    'decimals',
    ['It costs 3.50 euros in all. Is that all right?'],
    ['It costs 3.50 euros in all.', 'Is that all right?'],
  ],
  ['a list', ['1. First thing. 2. Second thing.'], ['1. First thing.', '2. Second thing.']],
  ['quotes', ['He said "stop." Then he left us.'], ['He said "stop."', 'Then he left us.']],
  ['lines', ['One line of text\nAnother line of text'], ['One line of text', 'Another line of text']],
  ['Chinese', ['你好。请问有什么可以帮助您的吗？'], ['你好。', '请问有什么可以帮助您的吗？']],
  ['nothing', ['', '  '], []],
])('%s', (_, pieces, expected) => {
  expect(split(...pieces)).toEqual(expected);
});

test('text without an end is broken between words', () => {
  const parts = split('word '.repeat(100));
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.every((part) => part.length <= 240 && /^word( word)*$/.test(part))).toBe(true);
});

test.each([
  ['**Bold** and `code`', 'Bold and code'],
  ['[a link](https://example.org)', 'a link'],
  ['Fine 🙂', 'Fine'],
  ['# Title\nText', 'Title Text'],
])('%s is spoken as "%s"', (text, expected) => {
  expect(speakable(text)).toBe(expected);
});
