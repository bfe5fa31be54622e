export interface ImagesSeen {
  /** Every reference that containerd has. */
  readonly present: Iterable<string>;
  /** Of the images that are built here: what can be imported again is kept by the cache. */
  readonly kept: ReadonlySet<string>;
  /** What pods run. */
  readonly used: ReadonlySet<string>;
  readonly prefix: string;
  readonly names: readonly string[];
}

/** References of earlier builds that nothing runs and nobody goes back to. Other people's images are left alone. */
export function outdated({ present, kept, used, prefix, names }: ImagesSeen): string[] {
  const ours = new Set(names.map((name) => `${prefix}/${name}`));
  return [...present].filter((ref) => {
    const tag = ref.lastIndexOf(':');
    return ours.has(ref.slice(0, tag)) && !kept.has(ref) && !used.has(ref);
  });
}
