import { mayBeUsed } from './licences.ts';
import type { NpmPackage } from './lock.ts';

export interface Answer {
  readonly what: string;
  /** "unasked": nobody could be asked, which is not the same as clean. */
  readonly verdict: 'clean' | 'found' | 'unasked';
  readonly lines: readonly string[];
}

export function licenceAnswer(packages: readonly NpmPackage[]): Answer {
  const refused = packages.filter(({ licence }) => licence === '' || !mayBeUsed(licence));
  return {
    what: `licences of ${packages.length} npm packages in production`,
    verdict: refused.length === 0 && packages.length > 0 ? 'clean' : 'found',
    lines: refused.map(({ name, version, licence }) => `${name} ${version}: ${licence || 'no licence'}`),
  };
}

interface NpmReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

export function npmAnswer(output: string): Answer {
  const what = 'npm advisories on what is in production';
  const report = jsonIn(output);
  const { vulnerabilities } = report ?? {};
  if (!vulnerabilities) {
    const said = report?.message ?? report?.error?.summary ?? firstLine(output);
    return { what, verdict: 'unasked', lines: [`the registry gives no advisories: ${said}`] };
  }
  const found = Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`);
  return { what, verdict: found.length === 0 ? 'clean' : 'found', lines: found };
}

/** npm mixes warnings into what it prints. */
function jsonIn(output: string): NpmReport | undefined {
  const [json] = /^\{[\s\S]*^\}/m.exec(output) ?? [];
  try {
    return json === undefined ? undefined : (JSON.parse(json) as NpmReport);
  } catch {
    return undefined;
  }
}

export function goAnswer(module: string, output: string): Answer {
  const what = `Go vulnerabilities in dev/go/${module}`;
  if (/^No vulnerabilities found/m.test(output)) return { what, verdict: 'clean', lines: [] };
  const found = [...output.matchAll(/^Vulnerability #\d+: (\S+)/gm)].map(([, id = '']) => id);
  if (found.length > 0) return { what, verdict: 'found', lines: found };
  return { what, verdict: 'unasked', lines: [`govulncheck could not answer: ${firstLine(output)}`] };
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';
