import { defineConfig } from 'vitest/config';

// unit: no cluster, milliseconds each. live: needs the cluster of `make up`, so files run one at a time.
// private: starts the servers that it needs for itself, so that files run beside each other.
// full: the long ones, only in `make test-full`.
const ownServers = ['{packages/*,gateway}/**/*.live.test.ts'];
const live = { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false, pool: 'forks' as const };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages/*,operator,session-runtime,gateway,console,kubectl-voice,bench,dev,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.live.test.ts', '**/*.full.test.ts'],
        },
      },
      {
        test: { name: 'live', include: ['**/*.live.test.ts'], exclude: ['**/node_modules/**', ...ownServers], ...live },
      },
      {
        test: {
          name: 'private',
          include: ownServers,
          exclude: ['**/node_modules/**'],
          ...live,
          fileParallelism: true,
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'full',
          include: ['**/*.full.test.ts'],
          exclude: ['**/node_modules/**'],
          ...live,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
});
