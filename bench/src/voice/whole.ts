import { judged } from '../figures.ts';

/** A share that is short of everything misses its goal. */
export const whole = (name: string, value: number): object =>
  judged({ bench: 'voice', case: name, unit: 'share', value }, { value: 1 }, (share, all) => share === all);
