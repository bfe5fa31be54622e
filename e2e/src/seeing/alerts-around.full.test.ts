import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureStreams, store } from '@switchboard/bus';
import { NatsServer } from '@switchboard/bus/testing';
import { PrivateApiServer } from '@switchboard/kube/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { eventually, home } from '../support/index.ts';
import { ImpatientRules } from './impatient-rules.ts';
import { LoneOperator } from './lone-operator.ts';
import { Program } from './program.ts';
import { Prometheus } from './prometheus.ts';
import { VarzExporter } from './varz-exporter.ts';

// Alerts about what lies around Switchboard. All servers are this test's own, so that they can be filled and frozen.

const crds = resolve(import.meta.dirname, '../../../crds');
const folder = mkdtempSync(join(tmpdir(), 'switchboard-around-'));
const gone = new AsyncDisposableStack();
let rules: ImpatientRules;
beforeAll(() => {
  rules = gone.use(new ImpatientRules());
});
afterAll(async () => {
  await gone.disposeAsync();
  rmSync(folder, { recursive: true });
});

async function watching(address: string): Promise<Prometheus> {
  const prometheus = gone.use(await Prometheus.start({ ruleFiles: rules.files, more: [address], pods: false }));
  await eventually('a scrape', async () => (await prometheus.count('up == 1')) === 1);
  return prometheus;
}

test('SwitchboardWatchStale: an API server that holds its connections and says nothing', async () => {
  const api = await PrivateApiServer.start();
  gone.defer(() => api.stop());
  execFileSync(join(home, 'bin/kubectl'), ['apply', '--server-side', '--filename', crds], {
    env: { ...process.env, KUBECONFIG: api.kubeconfig() },
  });
  const nats = gone.use(await NatsServer.start());
  const operator = gone.use(new LoneOperator(api, nats));
  const prometheus = await watching(await operator.address());
  await eventually('the caches to be filled', async () => (await prometheus.count('reflector_items')) > 3);
  await prometheus.staysSilent('SwitchboardWatchStale', 40);
  api.freezeApi();
  try {
    await prometheus.fires('SwitchboardWatchStale', 180);
  } finally {
    api.thawApi();
  }
  await eventually('the alert to end', async () => !(await prometheus.isFiring('SwitchboardWatchStale')), 90);
});

test('SwitchboardStreamNearFull: transcripts that fill what NATS may store', async () => {
  const nats = gone.use(await NatsServer.start({ maxFileBytes: 4_000_000 }));
  const operator = nats.program('operator');
  const uid = randomUUID();
  const pod = nats.pod(uid);
  try {
    await operator.ready(10_000);
    await pod.ready(10_000);
    await ensureStreams(operator, { replicas: 1, maxAgeSeconds: 86_400, maxBytes: -1 });
    const exporter = gone.use(new VarzExporter(nats.monitoringUrl));
    const prometheus = await watching(await exporter.listen());
    const used = 'nats_varz_jetstream_stats_storage / nats_varz_jetstream_config_max_storage';
    /** Forty of them are what NATS may store. */
    const transcripts = async (count: number) => {
      for (let i = 0; i < count; i++)
        await store(pod, { subject: `sb.pod.${uid}.transcript`, data: Buffer.alloc(100_000), id: randomUUID() }, 5000);
    };
    await transcripts(30);
    await eventually('what was stored', async () => (await prometheus.count(`${used} > 0.7`)) > 0);
    await prometheus.staysSilent('SwitchboardStreamNearFull', 3);
    await transcripts(5);
    await prometheus.fires('SwitchboardStreamNearFull', 30);
  } finally {
    await pod.close(0);
    await operator.close(0);
  }
});

test('SwitchboardNodeMemoryHigh: a node of whose memory a tenth is left', async () => {
  // This machine's own account of its memory, but for what is left: filling it would take everybody down.
  const machine = readFileSync('/proc/meminfo', 'utf8');
  const [, total = '0'] = /^MemTotal: +(\d+) kB$/m.exec(machine) ?? [];
  const left = (share: number) => {
    const available = `MemAvailable: ${Math.round(Number(total) * share)} kB`;
    writeFileSync(join(folder, 'meminfo'), machine.replace(/^MemAvailable: .*$/m, available));
  };
  left(0.2);
  const collectors = ['--collector.disable-defaults', '--collector.meminfo', `--path.procfs=${folder}`];
  const exporter = gone.use(
    new Program('prometheus-node-exporter', [...collectors, '--web.listen-address=127.0.0.1:0']),
  );
  const prometheus = await watching(await exporter.address());
  await eventually('its memory', async () => (await prometheus.count('node_memory_MemAvailable_bytes')) > 0);
  await prometheus.staysSilent('SwitchboardNodeMemoryHigh', 3);
  left(0.1);
  await prometheus.fires('SwitchboardNodeMemoryHigh', 30);
});
