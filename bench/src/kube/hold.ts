// One process that keeps all sessions of a namespace in a reflector and prints what that cost it, as JSON.
// Arguments: kubeconfig, namespace, and `pages` to list as from a server that can't stream. Run with --expose-gc.
import { ApiError, Client, connect, Reflector, type WatchOptions } from '@switchboard/kube';
import { sessions } from './session.ts';

const [kubeconfig = '', namespace = '', how = 'stream'] = process.argv.slice(2);
const client = new Client(connect({ kubeconfig }));
const api = client.of(sessions);
const inPages = {
  resource: api.resource,
  pages: api.pages.bind(api),
  watch(options: WatchOptions) {
    if (options.initial) throw new ApiError('WATCH sessions', 422, { reason: 'Invalid' });
    return api.watch(options);
  },
};
const reflector = new Reflector({
  api: how === 'pages' ? inPages : api,
  namespace,
  indexes: { pod: ({ status }) => (status as { pod?: { uid?: string } } | undefined)?.pod?.uid },
});
const stop = new AbortController();
const began = performance.now();
const running = reflector.run(stop.signal);
await reflector.synced();
const listMs = performance.now() - began;
for (let round = 0; round < 3; round++) {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const { rss, heapUsed } = process.memoryUsage();
console.log(JSON.stringify({ items: reflector.store.size, listMs, rss, heapUsed }));
stop.abort();
await running;
await client.connection.close();
