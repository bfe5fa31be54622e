import { expect, test } from 'vitest';
import { asText, asVtt, type TranscriptView } from './transcript.ts';

const view: TranscriptView = {
  session: 's-1',
  complete: true,
  utterances: [
    {
      speaker: 'agent',
      text: 'Hello <you> & me\n\nx --> y',
      at: '',
      startMilliseconds: 0,
      endMilliseconds: 1250,
      interrupted: true,
    },
    {
      speaker: 'caller',
      text: 'Hi',
      at: '',
      startMilliseconds: 3_723_004,
      endMilliseconds: 3_723_004,
      interrupted: false,
    },
  ],
};

test('WebVTT cannot be broken by what was said', () => {
  expect(asVtt(view)).toBe(
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.250\n<v Agent>Hello &lt;you&gt; &amp; me x --&gt; y\n\n01:02:03.004 --> 01:02:03.005\n<v Caller>Hi\n',
  );
});

test('text says who spoke and who was cut off', () => {
  expect(asText(view)).toBe('Agent: Hello <you> & me\n\nx --> y —\nCaller: Hi\n');
});
