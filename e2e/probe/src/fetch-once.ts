/** Prints what an address answers; the pod fails if it does not. */
export async function fetchOnce(address: string): Promise<void> {
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  console.log(await response.text());
}
