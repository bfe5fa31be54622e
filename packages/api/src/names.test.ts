import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  AGENT_NAME_MAX,
  agentName,
  agentOfRoomName,
  busSecretName,
  DNS_LABEL,
  LABEL_MAX,
  NAME_SUFFIX_LENGTH,
  nameSuffix,
  podName,
  roomName,
} from './names.ts';

const longest = 'a'.repeat(AGENT_NAME_MAX);
const suffix = 'z'.repeat(NAME_SUFFIX_LENGTH);
const lastMillisecond = 8.64e15;

describe('every name derived from the longest agent name is legal', () => {
  test('the pod: a label, a host name', () => {
    const name = podName(longest, suffix);
    expect(name).toHaveLength(AGENT_NAME_MAX + 1 + NAME_SUFFIX_LENGTH);
    expect(name.length).toBeLessThanOrEqual(LABEL_MAX);
    expect(name).toMatch(DNS_LABEL);
  });

  test('its Secret: a label too, so that it can name a volume', () => {
    const name = busSecretName(podName(longest, suffix));
    expect(name.length).toBeLessThanOrEqual(LABEL_MAX);
    expect(name).toMatch(DNS_LABEL);
  });

  test('its room: within what status.room holds, at the last instant a Date knows', () => {
    expect(roomName(longest, { ms: lastMillisecond, suffix }).length).toBeLessThanOrEqual(128);
  });

  test('one letter more is refused', () => {
    expect(() => podName(`${longest}a`, suffix)).toThrow();
    expect(agentName.safeParse(`${longest}a`).success).toBe(false);
  });
});

test.each(['', 'A', 'a.b', 'a_b', 'a*', '>', '-a', 'a-', 'a b', 'a\n'])('%j is no agent name', (name) => {
  expect(agentName.safeParse(name).success).toBe(false);
});

test('a room name tells its agent, and so does the agent’s bare name', () => {
  expect(agentOfRoomName(roomName('front-desk', { ms: 1, suffix }))).toBe('front-desk');
  expect(agentOfRoomName('front-desk')).toBe('front-desk');
  expect(agentOfRoomName('Front Desk')).toBeUndefined();
});

test('a suffix that is not ten of a-z0-9 is refused', () => {
  expect(() => podName('a', 'short')).toThrow(RangeError);
  expect(() => podName('a', 'ABCDEFGHIJ')).toThrow(RangeError);
});

test('suffixes have their length, and bytes that would favour some letters are passed over', () => {
  const favouring = Uint8Array.of(252, 253, 254, 255, 0, 35, 36, 251);
  const bytes = [favouring, randomBytes(64)];
  const made = nameSuffix(() => bytes.shift() ?? randomBytes(64));
  expect(made).toHaveLength(NAME_SUFFIX_LENGTH);
  expect(made.slice(0, 4)).toBe('a9a9');
});
