import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const chart = join(import.meta.dirname, '../../../charts/switchboard/files/rules');

interface Alerts {
  groups: { rules: { alert: string; for: string }[] }[];
}

/** The rules of the chart, but that alerts fire after seconds instead of minutes. Nothing else of them is changed. */
export class ImpatientRules implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'switchboard-alerts-'));
  readonly files: readonly string[];

  constructor() {
    const alerts = parse(readFileSync(join(chart, 'alerts.yaml'), 'utf8')) as Alerts;
    for (const rule of alerts.groups.flatMap((group) => group.rules)) rule.for = '2s';
    const path = join(this.#folder, 'alerts.yaml');
    writeFileSync(path, stringify(alerts));
    this.files = [join(chart, 'recording.yaml'), path];
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
