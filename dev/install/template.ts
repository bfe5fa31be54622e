import { createHash } from 'node:crypto';

export class UnknownPlaceholder extends Error {
  constructor(name: string, known: Iterable<string>) {
    super(`\${${name}} has no value here; known: ${[...known].sort().join(', ')}`);
    this.name = 'UnknownPlaceholder';
  }
}

const placeholder = /\$\{([\w.-]+)\}/g;

/** Fills ${name}. ${checksum} becomes a hash of all the rest, so that pods roll when their configuration changes. */
export function fill(text: string, values: Readonly<Record<string, string>>, alsoRollsOn = ''): string {
  const lookUp = (known: Readonly<Record<string, string>>) => (_whole: string, name: string) => {
    const value = known[name];
    if (value === undefined) throw new UnknownPlaceholder(name, Object.keys(known));
    return value;
  };
  const filled = text.replace(placeholder, lookUp({ ...values, checksum: '${checksum}' }));
  const checksum = createHash('sha256').update(filled).update(alsoRollsOn).digest('hex').slice(0, 16);
  return filled.replaceAll('${checksum}', `"${checksum}"`);
}
