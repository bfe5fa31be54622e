import { busSecretName, labels, MANAGED_BY } from '@switchboard/api';
import type { Pod, Secret } from '@switchboard/kube';

/** The pod's credential, owned by the pod: the garbage collector removes it, so that nobody need list Secrets. */
export function credentialSecret(pod: Pod, creds: string): Secret {
  const { name, namespace, uid } = pod.metadata;
  if (namespace === undefined || uid === undefined) throw new TypeError('only a stored pod can own its credential');
  return {
    metadata: {
      name: busSecretName(name),
      namespace,
      labels: { [labels.managedBy]: MANAGED_BY },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid, controller: true, blockOwnerDeletion: false }],
    },
    immutable: true,
    type: 'Opaque',
    stringData: { creds },
  } as Secret;
}
