import type { Pod } from '@switchboard/kube';
import { uidOf } from '../pod/marks.ts';

/** Pods of one agent that wait, by their nodes: a claim looks at the nodes, of which there are far fewer than pods. */
export class ReadyPods {
  readonly #nodes = new Map<string, Map<string, Pod>>();
  readonly #nodeOf = new Map<string, string>();

  get size(): number {
    return this.#nodeOf.size;
  }

  has(uid: string): boolean {
    return this.#nodeOf.has(uid);
  }

  /** True if it was not there. */
  add(pod: Pod): boolean {
    const uid = uidOf(pod);
    const node = pod.spec?.nodeName ?? '';
    const known = this.#nodeOf.get(uid);
    if (known !== undefined && known !== node) this.delete(uid);
    const pods = this.#nodes.get(node) ?? new Map<string, Pod>();
    this.#nodes.set(node, pods.set(uid, pod));
    this.#nodeOf.set(uid, node);
    return known === undefined;
  }

  delete(uid: string): void {
    const node = this.#nodeOf.get(uid);
    if (node === undefined) return;
    this.#nodeOf.delete(uid);
    const pods = this.#nodes.get(node);
    pods?.delete(uid);
    if (pods?.size === 0) this.#nodes.delete(node);
  }

  /** The one that waits longest on the node with the least load. Those that will not do are forgotten. */
  onLightestNode(loadOf: (node: string) => number, isUnfit: (pod: Pod) => boolean): Pod | undefined {
    for (;;) {
      const node = this.#lightest(loadOf);
      if (node === undefined) return undefined;
      for (const [uid, pod] of this.#nodes.get(node) ?? []) {
        if (!isUnfit(pod)) return pod;
        this.delete(uid);
      }
    }
  }

  #lightest(loadOf: (node: string) => number): string | undefined {
    let lightest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const node of this.#nodes.keys()) {
      const load = loadOf(node);
      if (load < least) [lightest, least] = [node, load];
      if (load === 0) break;
    }
    return lightest;
  }
}
