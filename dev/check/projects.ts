/** Which tests run together; vitest.config.ts and the stages of `make test` both read it. */
interface Project {
  readonly include: string[];
  readonly exclude: string[];
}

const sources = '{packages/*,operator,session-runtime,gateway,console,kubectl-voice,bench,dev,e2e}';
const ownServers = ['{packages/*,gateway}/**/*.live.test.ts', 'e2e/src/browser/access.live.test.ts'];
const byTheSide = ['e2e/src/{chart,conformance,gateway,ground,operator,security,seeing}/**/*.live.test.ts'];
const voices = ['e2e/src/voice/**/*.live.test.ts'];
/** They listen, count time, kill what all use, or bring nodes. */
const alone = [
  'e2e/src/conformance/conformance.live.test.ts',
  'e2e/src/ground/bus.live.test.ts',
  'e2e/src/operator/{gpus,spoken}.live.test.ts',
  'e2e/src/seeing/kubectl-voice.live.test.ts',
  'e2e/src/voice/{memory,streamed,together}.live.test.ts',
];
const modules = '**/node_modules/**';

export const projects = {
  /** No cluster, milliseconds each. */
  unit: {
    include: [`${sources}/**/*.test.{ts,tsx}`],
    exclude: [modules, '**/*.live.test.ts', '**/*.full.test.ts'],
  },
  /** Each file starts the servers that it needs: files run beside each other. */
  private: { include: ownServers, exclude: [modules] },
  /** Spoken conversations with servers of their own, three at a time: they take real time, and must be in time. */
  voice: { include: voices, exclude: [modules, ...alone] },
  /** On the cluster of `make up`, each file in namespaces of its own: files run beside each other. */
  shared: { include: byTheSide, exclude: [modules, ...alone] },
  /** On the cluster, one file at a time. */
  live: { include: ['e2e/src/{browser,road}/**/*.live.test.ts', ...alone], exclude: [modules, ...ownServers] },
  /** The long ones, only in `make test-full`. */
  full: { include: [`${sources}/**/*.full.test.ts`], exclude: [modules] },
} satisfies Record<string, Project>;
