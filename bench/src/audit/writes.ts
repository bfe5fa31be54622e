import { createReadStream, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Write {
  readonly verb: string;
  /** With its subresource: pods, pods/status. */
  readonly resource: string;
  readonly name: string;
  readonly agent: string;
  /** When the API server had it, and when it had answered. */
  readonly at: number;
  readonly answeredAt: number;
}

interface Line {
  readonly verb: string;
  readonly userAgent?: string;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly objectRef?: { readonly resource: string; readonly subresource?: string; readonly name?: string };
  readonly responseStatus?: { readonly code: number };
}

const LOG = process.env['SWB_AUDIT_LOG'] ?? '/var/lib/switchboard/audit/audit.log';

/** What was really written in a namespace since then, by the API server's own log. Its older files are read too. */
export async function writesIn(namespace: string, since: Date): Promise<Write[]> {
  const folder = dirname(LOG);
  const files = readdirSync(folder).map((file) => join(folder, file));
  const writes: Write[] = [];
  for (const file of files) {
    if (statSync(file).mtime < since) continue;
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const write = text.includes(namespace) ? parse(text) : undefined;
      if (write && write.at >= since.getTime()) writes.push(write);
    }
  }
  return writes;
}

function parse(text: string): Write | undefined {
  const {
    verb,
    userAgent = '',
    requestReceivedTimestamp,
    stageTimestamp,
    objectRef,
    responseStatus,
  } = read(text) ?? {};
  if (!verb || !objectRef || (responseStatus?.code ?? 500) >= 300) return undefined;
  const { resource, subresource, name = '' } = objectRef;
  return {
    verb,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    name,
    agent: userAgent.split('/')[0] ?? '',
    at: millisecondsOf(requestReceivedTimestamp),
    answeredAt: millisecondsOf(stageTimestamp),
  };
}

/** The log counts microseconds, which Date leaves out. */
function millisecondsOf(timestamp = ''): number {
  const micros = /\.\d{3}(\d{3})Z$/.exec(timestamp)?.[1] ?? '0';
  return Date.parse(timestamp) + Number(micros) / 1000;
}

/** The last line may be half written. */
function read(text: string): Partial<Line> | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

export function countBy(writes: readonly Write[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verb, resource } of writes) {
    const key = `${verb} ${resource}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
