import { expect, test } from 'vitest';
import { type MemoryLevel, MemoryWatch, memoryLevel, readMemory } from './index.ts';

const files = (content: Record<string, string>) => (path: string) => {
  const found = content[path];
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
};

test('cgroup version 2: usage less the page cache that nobody uses', () => {
  const read = files({
    '/sys/fs/cgroup/memory.current': '120000000\n',
    '/sys/fs/cgroup/memory.max': '314572800\n',
    '/sys/fs/cgroup/memory.stat': 'anon 90000000\ninactive_file 20000000\n',
  });
  expect(readMemory(read)).toEqual({ nowBytes: 100_000_000, limitBytes: 314_572_800 });
});

test('cgroup version 1', () => {
  const read = files({
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '120000000\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '314572800\n',
    '/sys/fs/cgroup/memory/memory.stat': 'inactive_file 1\ntotal_inactive_file 20000000\n',
  });
  expect(readMemory(read)).toEqual({ nowBytes: 100_000_000, limitBytes: 314_572_800 });
});

test.each([
  [
    '2',
    { '/sys/fs/cgroup/memory.current': '1', '/sys/fs/cgroup/memory.max': 'max\n', '/sys/fs/cgroup/memory.stat': '' },
  ],
  [
    '1',
    {
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '1',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      '/sys/fs/cgroup/memory/memory.stat': '',
    },
  ],
])('no limit in version %s', (_, content) => {
  expect(readMemory(files(content as unknown as Record<string, string>)).limitBytes).toBe(0);
});

test('without a cgroup it is the process itself', () => {
  expect(readMemory(files({})).nowBytes).toBeGreaterThan(1_000_000);
});

const shares = { warn: 0.75, shed: 0.85, end: 0.93 };
const level = (percent: number, before: MemoryLevel) =>
  memoryLevel({ nowBytes: percent, limitBytes: 100 }, before, shares);

test.each<[number, MemoryLevel, MemoryLevel]>([
  [50, 'well', 'well'],
  [75, 'well', 'warn'],
  [90, 'well', 'shed'],
  [95, 'warn', 'end'],
  [74, 'warn', 'warn'],
  [71, 'warn', 'well'],
  [84, 'shed', 'shed'],
  [80, 'shed', 'warn'],
])('%d %% after %s is %s', (percent, before, expected) => {
  expect(level(percent, before)).toBe(expected);
});

test('each change of level is told once, and the peak is kept', () => {
  const readings = [50, 80, 81, 96, 40].map((nowBytes) => ({ nowBytes, limitBytes: 100 }));
  const told: MemoryLevel[] = [];
  const watch = new MemoryWatch({
    read: () => readings.shift() ?? { nowBytes: 0, limitBytes: 100 },
    shares,
    onLevel: (now) => told.push(now),
  });
  for (let i = 0; i < 5; i++) watch.look();
  expect(told).toEqual(['warn', 'end', 'well']);
  expect(watch.peakBytes).toBe(96);
});
