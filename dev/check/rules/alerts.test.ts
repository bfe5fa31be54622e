import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endReasons } from '@switchboard/api';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const text = (file: string) => readFileSync(join(root, 'charts/switchboard/files/rules', file), 'utf8');
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: Notes }[];
  }[];
}
interface Notes {
  readonly runbook: string;
}
const alerts = (parse(text('alerts.yaml')) as Rules).groups.flatMap(({ rules }) => rules);

it('has a runbook for every alert, and an alert for every runbook', () => {
  const books = readdirSync(join(root, 'docs/runbooks')).filter((file) => file !== 'README.md');
  expect(books.sort()).toEqual(alerts.map(({ alert }) => `${alert}.md`).sort());
  for (const { alert, annotations } of alerts) expect(annotations.runbook).toBe(`docs/runbooks/${alert}.md`);
});

it('shows in each runbook what the alert asks', () => {
  const plain = (query: string) => query.replaceAll(/\s+/g, ' ').trim();
  for (const { alert, expr } of alerts) {
    const book = readFileSync(join(root, `docs/runbooks/${alert}.md`), 'utf8');
    expect(plain(/```promql\n([\s\S]*?)```/.exec(book)?.[1] ?? ''), alert).toBe(plain(expr));
  }
});

it('counts the ends of class system, all of them and no other', () => {
  const system = Object.entries(endReasons)
    .filter(([, { blame }]) => blame === 'system')
    .map(([reason]) => reason);
  const counted = [...text('recording.yaml').matchAll(/reason=~"([^"]+)"/g)].map(([, reasons]) => reasons);
  expect(counted.length).toBeGreaterThan(0);
  for (const reasons of counted) expect(reasons?.split('|').sort()).toEqual(system.sort());
});

interface Case {
  readonly name: string;
  readonly promql_expr_test: readonly { readonly expr: string; readonly exp_samples: readonly unknown[] }[];
}

it('has for every alert a case that fires and a case of its own that is silent', () => {
  const { tests } = parse(readFileSync(join(import.meta.dirname, 'alerts.yaml'), 'utf8')) as { tests: Case[] };
  for (const { alert } of alerts) {
    const firing = `count(ALERTS{alertname="${alert}",alertstate="firing"})`;
    const asked = tests.map(({ promql_expr_test }) => promql_expr_test.filter(({ expr }) => expr === firing));
    expect(
      asked.some((samples) => samples.some((sample) => sample.exp_samples.length > 0)),
      `${alert} fires`,
    ).toBe(true);
    const isSilent = (samples: (typeof asked)[number]) =>
      samples.length > 0 && samples.every((sample) => sample.exp_samples.length === 0);
    expect(asked.some(isSilent), `${alert} is silent`).toBe(true);
  }
});
