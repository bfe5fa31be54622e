/** What is sent along with each call to the endpoints of one list. */
export interface PoolModel {
  readonly name: string;
  readonly urls: Set<string>;
  readonly headers: Readonly<Record<string, string>>;
}
