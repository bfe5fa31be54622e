const AGAIN_MS = 3000;

interface Told<T> {
  readonly answered: (answer: T) => void;
  /** Whether to ask again. */
  readonly failed: (error: unknown) => boolean;
}

/** A gateway that could not answer is asked again. Returns the way to stop asking, after which nothing more is told. */
export function untilAnswered<T>(ask: () => Promise<T>, { answered, failed }: Told<T>): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const once = (): void => {
    ask().then(
      (answer) => {
        if (!over) answered(answer);
      },
      (error: unknown) => {
        if (!over && failed(error)) again = setTimeout(once, AGAIN_MS);
      },
    );
  };
  once();
  return () => {
    over = true;
    clearTimeout(again);
  };
}
