import type { Endpoint } from './endpoint.ts';

/** The less busy of two picked at random, among those that admit a call and are not in `tried`. */
export function choose(
  endpoints: readonly Endpoint[],
  context: { readonly at: number; readonly tried: ReadonlySet<Endpoint>; readonly random: () => number },
): Endpoint | undefined {
  const open = endpoints.filter((one) => !context.tried.has(one) && one.breaker.admits(context.at));
  const first = open[Math.floor(context.random() * open.length)];
  const others = open.filter((one) => one !== first);
  const second = others[Math.floor(context.random() * others.length)];
  if (!first || !second) return first;
  return second.outstanding < first.outstanding ? second : first;
}

/** When the earliest of them will admit a call again, if any has said so. */
export function admitsAt(endpoints: readonly Endpoint[], at: number): number | undefined {
  const times = endpoints.map((one) => one.breaker.opensAt(at)).filter((time) => time !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}
