/** When claims come, in milliseconds from the beginning; in order. */
export interface Arrivals {
  readonly name: string;
  readonly at: readonly number[];
}

/** Independent callers: the gaps between them are exponential. */
export function poisson(perSecond: number, seconds: number, random = Math.random): Arrivals {
  const at: number[] = [];
  for (let now = gap(perSecond, random); now < seconds * 1000; now += gap(perSecond, random)) at.push(now);
  return { name: `${perSecond}/s-poisson-${seconds}s`, at };
}

export function steady(perSecond: number, seconds: number): Arrivals {
  const at = Array.from({ length: perSecond * seconds }, (_, index) => (index * 1000) / perSecond);
  return { name: `${perSecond}/s-steady-${seconds}s`, at };
}

export const burst = (size: number): Arrivals => ({
  name: `burst-${size}`,
  at: Array.from({ length: size }, () => 0),
});

const gap = (perSecond: number, random: () => number): number => (-Math.log(1 - random()) * 1000) / perSecond;
