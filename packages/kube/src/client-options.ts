/** Called right before every write; throws to stop it. An Elector is one. */
export interface WriteGuard {
  check(): void;
}

export interface ClientOptions {
  readonly guard?: WriteGuard | undefined;
  /** Name under which the server records who owns which fields. */
  readonly fieldManager?: string | undefined;
}
