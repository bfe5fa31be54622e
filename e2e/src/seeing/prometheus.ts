import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { eventually, NeverCame } from '../support/index.ts';
import { Program } from './program.ts';
import { Targets } from './targets.ts';

export interface Rule {
  readonly name: string;
  readonly health: 'ok' | 'unknown' | 'err';
  readonly lastError?: string;
  /** Of alerts only. */
  readonly state?: 'inactive' | 'pending' | 'firing';
}

const scrapeConfigs = (targets: string, sessionsOf: string | undefined) => [
  { job_name: 'switchboard', http_sd_configs: [{ url: `${targets}/switchboard`, refresh_interval: '2s' }] },
  {
    job_name: 'switchboard-sessions',
    http_sd_configs: [
      { url: `${targets}/switchboard-sessions${sessionsOf ? `?namespace=${sessionsOf}` : ''}`, refresh_interval: '2s' },
    ],
    metric_relabel_configs: [
      { action: 'keep', source_labels: ['__name__'], regex: 'switchboard_session_turn_seconds_.*' },
    ],
  },
];

export interface PrometheusOptions {
  readonly ruleFiles: readonly string[];
  /** Namespace whose session pods alone are scraped: those of others would be in the sums. */
  readonly sessionsOf?: string;
  /** Addresses to scrape beside the pods. */
  readonly more?: readonly string[];
  /** Whether the pods of the cluster are scraped; they are unless told. */
  readonly pods?: boolean;
}

/** A Prometheus of a test's own, on loopback, that scrapes and judges every second. */
export class Prometheus implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'switchboard-prometheus-'));
  readonly #targets: Targets;
  readonly #program: Program;

  static async start(options: PrometheusOptions): Promise<Prometheus> {
    const targets = new Targets();
    return new Prometheus(options, targets, await targets.listen());
  }

  private constructor(
    { ruleFiles, sessionsOf, more = [], pods = true }: PrometheusOptions,
    targets: Targets,
    address: string,
  ) {
    this.#targets = targets;
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ruleFiles,
      scrape_configs: [
        ...(pods ? scrapeConfigs(address, sessionsOf) : []),
        { job_name: 'more', static_configs: [{ targets: more }] },
      ],
    };
    writeFileSync(join(this.#folder, 'prometheus.yml'), stringify(config));
    this.#program = new Program('prometheus', [
      `--config.file=${this.#folder}/prometheus.yml`,
      `--storage.tsdb.path=${this.#folder}/data`,
      '--web.listen-address=127.0.0.1:0',
    ]);
  }

  /** How many series the query gives; an error when Prometheus can't evaluate it. */
  async count(query: string): Promise<number> {
    const { result } = (await this.#get(`query?${new URLSearchParams({ query })}`)) as { result: unknown[] };
    return result.length;
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = (await this.#get('rules')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap(({ rules }) => rules);
  }

  async isFiring(alert: string): Promise<boolean> {
    return (await this.rules()).some(({ name, state }) => name === alert && state === 'firing');
  }

  fires(alert: string, seconds: number): Promise<unknown> {
    return eventually(`alert ${alert} to fire`, () => this.isFiring(alert), seconds);
  }

  /** Looks for so long, and fails at the first sight of it. */
  async staysSilent(alert: string, seconds: number): Promise<void> {
    const seen = await this.fires(alert, seconds).then(
      () => true,
      (error: unknown) => !(error instanceof NeverCame),
    );
    if (seen || (await this.isFiring(alert))) throw new Error(`${alert} fires, and should not`);
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`http://${await this.#program.address()}/api/v1/${path}`);
    const body = (await response.json()) as { status: string; error?: string; data: unknown };
    if (body.status !== 'success') throw new Error(`${path}: ${body.error}`);
    return body.data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    await this.#targets[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
