import { type Place, type Port, places, ports, type Way } from './table.ts';

export interface Question {
  readonly from: Place;
  readonly to: Place;
  readonly port: Port;
}

const ours: readonly Place[] = ['operator', 'gateway', 'uninstall', 'session', 'session of another tenant'];

/** Every pair in which one end is ours, at every port. Traffic of others is not the chart's business. */
export const questions: readonly Question[] = places
  .filter((from) => from !== 'metadata service')
  .flatMap((from) =>
    places
      .filter((to) => ours.includes(from) || ours.includes(to))
      .flatMap((to) => ports.map((port) => ({ from, to, port }))),
  );

const isWritten = ({ from, to, port }: Question, ways: readonly Way[]): boolean =>
  ways.some((way) => way.from.includes(from) && way.to.includes(to) && way.ports.includes(port));

/** Where what the policies let through and what the table says differ. */
export function differences(allowed: (question: Question) => boolean, ways: readonly Way[]): string[] {
  return questions.flatMap((question) => {
    const [is, should] = [allowed(question), isWritten(question, ways)];
    if (is === should) return [];
    const way = `${question.from} -> ${question.to} at ${question.port}`;
    return [is ? `open, and not in the table: ${way}` : `in the table, and closed: ${way}`];
  });
}
