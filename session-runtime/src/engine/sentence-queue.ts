/** Sentences between the one who thinks and the one who speaks. */
export class SentenceQueue {
  readonly #items: string[] = [];
  #closed = false;
  #wake: () => void = () => {};

  push(sentence: string): void {
    if (this.#closed) return;
    this.#items.push(sentence);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined || this.#closed) return item;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
