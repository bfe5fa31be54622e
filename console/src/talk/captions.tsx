import { useEffect, useRef } from 'react';
import type { Line } from './state.ts';

/** Both sides in writing. Interim words are grey, and only final ones are read out by a screen reader. */
export function Captions({ lines, agent }: { lines: readonly Line[]; agent: string }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (lines.length > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [lines]);
  const last = lines.findLast(({ final }) => final);
  return (
    <section className="captions" aria-label="Captions">
      <ol>
        {lines.map(({ segment, speaker, text, final }) => (
          <li key={`${speaker} ${segment}`} className={`line ${speaker} ${final ? '' : 'interim'}`}>
            <span className="who">{speaker === 'you' ? 'You' : agent}</span>
            <span className="words">{text}</span>
          </li>
        ))}
        <li ref={end} aria-hidden="true" className="end" />
      </ol>
      <p className="visually-hidden" aria-live="polite">
        {last && `${last.speaker === 'you' ? 'You' : agent}: ${last.text}`}
      </p>
    </section>
  );
}
