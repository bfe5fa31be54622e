import type { Session } from '@switchboard/client';
import type { Turn } from '../turn-bar.tsx';

export type AgentState = 'listening' | 'thinking' | 'speaking';

export type Stage = 'idle' | 'asking' | 'waiting' | 'joining' | 'talking' | 'reconnecting' | 'over';

export interface Line {
  readonly segment: string;
  readonly speaker: 'you' | 'agent';
  readonly text: string;
  readonly final: boolean;
  /** When its first word came in, among the others. */
  readonly order: number;
}

/** Everything the page shows; replaced, never changed. */
export interface TalkState {
  readonly stage: Stage;
  readonly agent: AgentState;
  readonly session: Session | undefined;
  readonly lines: readonly Line[];
  readonly turns: readonly Turn[];
  readonly muted: boolean;
  readonly microphone: string | undefined;
  /** The browser plays no sound before a click. */
  readonly silenced: boolean;
  readonly quality: 'good' | 'poor' | 'lost' | undefined;
  readonly notice: string | undefined;
}

export const START: TalkState = {
  stage: 'idle',
  agent: 'listening',
  session: undefined,
  lines: [],
  turns: [],
  muted: false,
  microphone: undefined,
  silenced: false,
  quality: undefined,
  notice: undefined,
};

const MOST_LINES = 200;

/** A segment is told again and again until it is final; what comes after its final words is late and dropped. */
export function withLine(lines: readonly Line[], line: Line): readonly Line[] {
  if (line.text.trim() === '' && !line.final) return lines;
  const at = lines.findIndex(({ segment, speaker }) => segment === line.segment && speaker === line.speaker);
  const known = lines[at];
  if (!known) {
    const later = lines.findIndex(({ order }) => order > line.order);
    return (later < 0 ? [...lines, line] : lines.toSpliced(later, 0, line)).slice(-MOST_LINES);
  }
  if (known.final) return lines;
  return line.text.trim() === '' ? lines.toSpliced(at, 1) : lines.with(at, { ...line, order: known.order });
}
