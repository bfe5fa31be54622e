import type { ConversationEvent, Session } from '@switchboard/client';
import { useEffect, useState } from 'react';
import type { Turn } from '../turn-bar.tsx';
import { useAccount } from './account.tsx';
import { wordsOf } from './words.ts';

export type Said = Extract<ConversationEvent, { type: 'transcript' | 'interim' }>;
export type Happened = Extract<ConversationEvent, { type: 'status' }>;

/** One conversation as far as it is told. */
export interface Story {
  readonly session: Session | undefined;
  readonly said: readonly Said[];
  readonly turns: readonly Turn[];
  readonly happened: readonly Happened[];
}

const NOTHING: Story = { session: undefined, said: [], turns: [], happened: [] };

/** What is stored comes first, then what is new. */
export function useStory(id: string): { story: Story; problem: string | undefined } {
  const { client } = useAccount();
  const [story, setStory] = useState(NOTHING);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    setStory(NOTHING);
    const follow = async () => {
      setStory({ ...NOTHING, session: await client.get(id) });
      for await (const event of client.events(id, { signal: stop.signal, after: '0' })) {
        setStory((before) => told(before, event));
      }
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) setProblem(wordsOf(error));
    });
    return () => stop.abort();
  }, [client, id]);
  return { story, problem };
}

/** An utterance is told again and again until it is final; what comes after its final words is late. */
export function told(story: Story, event: ConversationEvent): Story {
  switch (event.type) {
    case 'session':
      return { ...story, session: event.session };
    case 'turn':
      return { ...story, turns: [...story.turns, event] };
    case 'status':
      return { ...story, happened: [...story.happened, event] };
    default: {
      const at = story.said.findIndex(({ segment, speaker }) => segment === event.segment && speaker === event.speaker);
      if (at < 0) return { ...story, said: [...story.said, event] };
      if (story.said[at]?.type === 'transcript') return story;
      return { ...story, said: story.said.with(at, event) };
    }
  }
}
