/** The promise's result, or an error after `ms`; `late` then cleans up. */
export async function within<T>(
  promise: Promise<T> | undefined,
  ms: number,
  late?: () => void,
): Promise<T | undefined> {
  const timer = Promise.withResolvers<never>();
  const handle = setTimeout(() => {
    late?.();
    timer.reject(new Error(`nothing within ${ms} ms`));
  }, ms);
  try {
    return await Promise.race([promise, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}
