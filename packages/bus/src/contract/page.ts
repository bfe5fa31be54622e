import { regions, schemaDocument } from './regions.ts';

export const PAGE = 'docs/runtime-contract.md';
export const SCHEMA = 'docs/reference/runtime-contract.schema.json';

export class UnknownRegionError extends Error {
  override name = 'UnknownRegionError';
}

/** The page with its generated regions as the code has them now; what stands between them is written by hand. */
export function refreshed(page: string, parts: Record<string, string> = regions()): string {
  const used = new Set<string>();
  const text = page.replaceAll(/<!-- begin (\w+) -->\n.*?<!-- end \1 -->/gs, (_whole, name: string) => {
    const part = parts[name];
    if (part === undefined)
      throw new UnknownRegionError(`${PAGE} has a region "${name}" that nothing is generated for`);
    used.add(name);
    return `<!-- begin ${name} -->\n${part}\n<!-- end ${name} -->`;
  });
  const missing = Object.keys(parts).filter((name) => !used.has(name));
  if (missing.length > 0) throw new UnknownRegionError(`${PAGE} lacks the regions ${missing.join(', ')}`);
  return text;
}

export function schemaText(): string {
  return `${JSON.stringify(schemaDocument(), null, 2)}\n`;
}
