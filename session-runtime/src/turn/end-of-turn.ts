import type { Pcm } from '../audio/index.ts';

export interface SaidSoFar {
  readonly text: string;
  readonly language: string;
  /** The end of it at LISTEN_RATE, 8 s at most. */
  readonly sound: Pcm;
}

/** Whether the caller has finished, judged from words or sound. A model can take the place of the words below. */
export interface EndOfTurn {
  finished(said: SaidSoFar): boolean | Promise<boolean>;
}

/** Words with which nobody ends a sentence, and the sounds of someone who is looking for words. */
const unfinished: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'a an the and or but because so if when while that which who my your our their his her its to of for with from at in on about is are was were am be um uh erm hmm er like'.split(
      ' ',
    ),
  ),
  de: new Set(
    'und oder aber weil wenn dass der die das ein eine mein meine dein ihr mit von zu für ist sind ähm äh'.split(' '),
  ),
  fr: new Set('et ou mais parce que si quand le la les un une mon ma mes de du des avec pour est sont euh'.split(' ')),
  es: new Set('y o pero porque si cuando que el la los las un una mi mis de del con para es son eh'.split(' ')),
};

export const wordsEndOfTurn: EndOfTurn = {
  finished({ text, language }) {
    const trimmed = text.trim();
    if (/[,;:–-]$|\.\.\.$|…$/u.test(trimmed)) return false;
    if (/[.!?。！？]$/u.test(trimmed)) return true;
    const last = trimmed.toLowerCase().split(/\s+/).at(-1) ?? '';
    return !unfinished[language.split('-', 1)[0] ?? '']?.has(last);
  },
};
