import type { Clock } from '@switchboard/service';

/** The addresses behind a host name. */
export type Addresses = (host: string) => Promise<readonly string[]>;

const AGAIN_MS = 15_000;

/**
 * Keeps a list of URLs up to date in which every endpoint marked `resolve` stands for all addresses of its host, so
 * that a headless Service is balanced per call and not per connection. Names that cannot be resolved keep their URL.
 */
export function resolvedUrls(
  endpoints: readonly { readonly url: string; readonly resolve: boolean }[],
  context: { readonly addresses: Addresses; readonly clock: Clock; readonly signal: AbortSignal },
  onUrls: (urls: readonly string[]) => void,
): void {
  const look = async () => {
    const lists = await Promise.all(
      endpoints.map(({ url, resolve }) => (resolve ? expand(url, context.addresses) : [url.replace(/\/+$/, '')])),
    );
    if (context.signal.aborted) return;
    onUrls([...new Set(lists.flat())]);
    context.clock.after(AGAIN_MS, () => void look());
  };
  void look();
}

async function expand(url: string, addresses: Addresses): Promise<string[]> {
  const target = new URL(url);
  try {
    const found = await addresses(target.hostname);
    if (found.length === 0) return [url.replace(/\/+$/, '')];
    return found.map((address) => {
      const one = new URL(url);
      one.hostname = address.includes(':') ? `[${address}]` : address;
      return one.toString().replace(/\/+$/, '');
    });
  } catch {
    return [url.replace(/\/+$/, '')];
  }
}
