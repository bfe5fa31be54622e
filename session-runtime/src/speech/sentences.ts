/** Marks that end a sentence, with the quotes and brackets that may close behind them. */
const END = /([.!?…]+["'”’)\]]*\s)|([。！？]+)|\n+/u;
/** A full stop after one of these ends nothing. */
const ABBREVIATION = /(?:^|\s)(?:mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|approx|z\.b|bzw|nr)\.\s$/iu;
const NUMBERED = /(?:^|\s)\d+\.\s$/u;
/** A sentence shorter than this is spoken with the next: two words alone sound clipped. */
const MIN_CHARACTERS = 12;
/** Text without an end is broken at a comma or space, so that sound does not wait for it. */
const LONG_CHARACTERS = 240;

/** Cuts a stream of text into sentences as soon as each is complete. */
export class SentenceSplitter {
  #text = '';
  #first = true;

  push(text: string): string[] {
    this.#text += text;
    const out: string[] = [];
    for (let end = this.#end(); end !== undefined; end = this.#end()) out.push(this.#take(end));
    return out.filter((sentence) => sentence !== '');
  }

  flush(): string[] {
    const rest = this.#take(this.#text.length);
    return rest === '' ? [] : [rest];
  }

  #end(): number | undefined {
    let from = 0;
    for (;;) {
      const match = END.exec(this.#text.slice(from));
      if (!match) break;
      const end = from + match.index + match[0].length;
      const candidate = this.#text.slice(0, end);
      if (candidate.trim().length >= (this.#first ? 1 : MIN_CHARACTERS) && !isAbbreviation(candidate)) return end;
      from = end;
    }
    if (this.#text.length < LONG_CHARACTERS) return undefined;
    const comma = this.#text.lastIndexOf(', ', LONG_CHARACTERS);
    const space = this.#text.lastIndexOf(' ', LONG_CHARACTERS);
    return comma > LONG_CHARACTERS / 3 ? comma + 2 : space > 0 ? space + 1 : LONG_CHARACTERS;
  }

  #take(end: number): string {
    const sentence = this.#text.slice(0, end).trim();
    this.#text = this.#text.slice(end);
    if (sentence !== '') this.#first = false;
    return sentence;
  }
}

const isAbbreviation = (text: string): boolean => ABBREVIATION.test(text) || NUMBERED.test(text);

/** What a voice would stumble over: marks of Markdown, links, emoji. */
export function speakable(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`#>~|]+/g, '')
    .replace(/\p{Extended_Pictographic}|\u{FE0F}|\u{200D}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
