/** The options that requests take, and how they look in a query. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface ListOptions extends RequestOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Page size of the requests underneath; 500 unless told. */
  readonly limit?: number | undefined;
}

export interface WatchOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Events after this version. */
  readonly resourceVersion: string;
  /** Everything that is there is told first, as it is at that version or later, with a bookmark at its end. */
  readonly initial?: boolean | undefined;
  /** The server ends the watch after this long. */
  readonly timeoutSeconds: number;
  /** We break it off after this long, should the server not have. */
  readonly boundMs: number;
  readonly signal: AbortSignal;
}

export interface WriteOptions extends RequestOptions {
  readonly dryRun?: boolean | undefined;
  readonly fieldManager?: string | undefined;
  /** `status` or `scale`, say. */
  readonly subresource?: string | undefined;
}

export interface ApplyOptions extends WriteOptions {
  /** Takes fields over from other managers instead of a 409. */
  readonly force?: boolean | undefined;
}

export interface DeleteOptions extends RequestOptions {
  /** Deletes only this very object, not a later one of the same name (409 Conflict otherwise). */
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan' | undefined;
}

/** The write is refused (409 Conflict) when the object is another one, or has changed. */
export interface Guards {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

export type JsonPatch = readonly {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: unknown;
}[];

export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  let text = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === '') continue;
    text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}
