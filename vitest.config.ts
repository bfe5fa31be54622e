import { defineConfig } from 'vitest/config';
import { projects } from './dev/check/projects.ts';

const real = { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false, pool: 'forks' as const };
const beside = { ...real, fileParallelism: true, maxWorkers: 3 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', ...projects.unit } },
      { test: { name: 'private', ...projects.private, ...beside } },
      { test: { name: 'voice', ...projects.voice, ...beside, maxConcurrency: 1 } },
      { test: { name: 'shared', ...projects.shared, ...beside } },
      { test: { name: 'live', ...projects.live, ...real } },
      { test: { name: 'full', ...projects.full, ...real, testTimeout: 3_600_000 } },
    ],
  },
});
