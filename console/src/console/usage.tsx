import type { Session } from '@switchboard/client';
import { mebibytes, seconds } from './words.ts';

type Used = NonNullable<Session['usage']>;

export function Usage({ usage }: { usage: Used }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Turns', String(usage.turns ?? 0)],
    ['Interruptions', String(usage.interruptions ?? 0)],
    ['Caller spoke', seconds(usage.callerSpeechMilliseconds)],
    ['Agent spoke', seconds(usage.agentSpeechMilliseconds)],
    ['Tokens read', String(usage.promptTokens ?? 0)],
    ['Tokens written', String(usage.completionTokens ?? 0)],
    ['Characters spoken', String(usage.spokenCharacters ?? 0)],
    ['Tools called', String(usage.toolCalls ?? 0)],
    ['Gaps in the sound', String(usage.underruns ?? 0)],
    ['Memory peak', mebibytes(usage.memoryPeakBytes)],
  ];
  return (
    <dl className="usage">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
