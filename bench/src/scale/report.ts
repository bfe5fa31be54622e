import { type Figures, figures } from '../figures.ts';
import type { Claimed } from './caller.ts';
import type { Rush } from './rush.ts';

export interface Measured {
  readonly name: string;
  readonly refill: 'off' | 'on';
  readonly claims: Rush<Claimed>;
  readonly floor: Figures;
  readonly operatorCpuMs: number;
  readonly doubles: number;
  /** The p50 of the same arrivals with refill off. */
  readonly withoutRefill?: number | undefined;
}

const CR_GOAL = 1.3;
const BUS_GOAL = 0.9;
const REFILL_GOAL = 1.2;
const CPU_GOAL_MS = 5;

/** One line of the bench; returns the p50, for the comparison of refill on with refill off. */
export function report({ name, refill, claims, floor, operatorCpuMs, doubles, withoutRefill }: Measured): number {
  const ofCr = figures(
    'scale',
    `${name}, refill ${refill}`,
    'ms',
    claims.done.map(({ cr }) => cr),
  );
  const ofBus = figures(
    'scale',
    'bus',
    'ms',
    claims.done.map(({ bus }) => bus),
  );
  const ratio = (of: Figures) => ({ p50: round(of.p50 / floor.p50), p99: round(of.p99 / floor.p99) });
  const [cr, bus] = [ratio(ofCr), ratio(ofBus)];
  const cpuMsPerClaim = round(operatorCpuMs / claims.done.length);
  const toRefillOff = withoutRefill === undefined ? undefined : round(ofCr.p50 / withoutRefill);
  const goal = { ratio: CR_GOAL, busRatioP50: BUS_GOAL, cpuMsPerClaim: CPU_GOAL_MS, failed: 0, doubles: 0 };
  const refillGoal = toRefillOff === undefined ? {} : { toRefillOff: REFILL_GOAL };
  const missed = [
    cr.p50 > CR_GOAL && 'ratio.p50',
    cr.p99 > CR_GOAL && 'ratio.p99',
    bus.p50 > BUS_GOAL && 'busRatio.p50',
    cpuMsPerClaim > CPU_GOAL_MS && 'cpuMsPerClaim',
    toRefillOff !== undefined && toRefillOff > REFILL_GOAL && 'toRefillOff',
    claims.failures.length > 0 && 'failed',
    doubles > 0 && 'doubles',
  ].filter((miss) => miss !== false);
  print({
    ...ofCr,
    bus: { p50: ofBus.p50, p90: ofBus.p90, p99: ofBus.p99 },
    floor: { p50: floor.p50, p90: floor.p90, p99: floor.p99 },
    ratio: cr,
    busRatio: bus,
    ...(toRefillOff === undefined ? {} : { toRefillOff }),
    cpuMsPerClaim,
    failed: claims.failures.length,
    doubles,
    goal: { ...goal, ...refillGoal },
    met: missed.length === 0,
    ...(missed.length > 0 ? { missed } : {}),
  });
  for (const failure of claims.failures.slice(0, 3)) console.error(`scale: ${failure.message}`);
  return ofCr.p50;
}

/** A single figure against its goal. */
export function single(name: string, unit: string, value: number, goal: number, more: object = {}): void {
  const rounded = round(value);
  print({
    bench: 'scale',
    case: name,
    unit,
    n: 1,
    value: rounded,
    ...more,
    goal: { value: goal },
    met: rounded <= goal,
  });
}

export const print = (line: object): void => console.log(JSON.stringify(line));

export const round = (value: number): number => Math.round(value * 100) / 100;
