import { readFileSync } from 'node:fs';
import { containerPid, eventually, get, kubectl } from '@switchboard/e2e';
import { processorMs, statOf, TICK_MS } from '../stat.ts';

const SYSTEM = 'switchboard-system';
const SELECTOR = 'app.kubernetes.io/name=switchboard-operator';

interface PodList {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly deletionTimestamp?: string } }[];
}

/** The installed operator, seen as a process of this machine. */
export class OperatorProcess {
  readonly pod: string;
  readonly pid: number;

  private constructor(pod: string, pid: number) {
    this.pod = pod;
    this.pid = pid;
  }

  static given(pid: number): OperatorProcess {
    return new OperatorProcess('', pid);
  }

  /** The one that runs now, once it is another than `than`. */
  static async find(than?: string): Promise<OperatorProcess> {
    return eventually(
      'the operator',
      async () => {
        const { items } = await get<PodList>('pods', '--namespace', SYSTEM, '--selector', SELECTOR);
        const pod = items.find(({ metadata }) => !metadata.deletionTimestamp && metadata.name !== than)?.metadata.name;
        return pod === undefined ? undefined : new OperatorProcess(pod, await containerPid(SYSTEM, pod));
      },
      60,
    );
  }

  /** CPU used since it began. */
  cpuMs(): number {
    return processorMs(this.pid);
  }

  /** When it began, by the clock of performance.now() of this process. */
  beganAt(): number {
    const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
    return performance.now() - (uptimeMs - Number(statOf(this.pid)[19]) * TICK_MS);
  }

  residentMegabytes(): number {
    return this.#status('VmRSS');
  }

  peakMegabytes(): number {
    return this.#status('VmHWM');
  }

  /** SIGTERM, as a roll-out does it; another takes its place. */
  async replace(): Promise<void> {
    await kubectl(['delete', 'pod', this.pod, '--namespace', SYSTEM, '--wait=false']);
  }

  #status(field: string): number {
    const text = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1];
    return Math.round(Number(kilobytes) / 102.4) / 10;
  }
}
