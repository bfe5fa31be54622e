import type { Key, KeyCreated } from '@switchboard/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useAccount } from './account.tsx';
import { Copy } from './copy.tsx';
import { Confirm, Dialog } from './dialog.tsx';
import { NewKey } from './new-key.tsx';
import { usePolled } from './polled.ts';
import { State } from './state.tsx';
import { Table } from './table.tsx';
import { ago, wordsOf } from './words.ts';

const EVERY_MS = 10_000;

export default function Keys() {
  const { client } = useAccount();
  const { data, problem, again } = usePolled(() => client.keys(), EVERY_MS);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<KeyCreated>();
  return (
    <>
      <div className="title">
        <h1>Keys</h1>
        <button type="button" className="solid" onClick={() => setMaking(true)}>
          <Plus size={18} aria-hidden />
          New key
        </button>
      </div>
      <p className="quiet">
        Services and people of this tenant use the API with these. The cluster keeps only their fingerprints.
      </p>
      <State problem={problem} loading={data === undefined} empty={data?.length === 0 && 'There is no key yet.'}>
        {data && data.length > 0 && <Made keys={data} changed={again} />}
      </State>
      {making && (
        <NewKey
          close={() => setMaking(false)}
          made={(key) => {
            setMaking(false);
            setMade(key);
            again();
          }}
        />
      )}
      {made && <ShownOnce made={made} close={() => setMade(undefined)} />}
    </>
  );
}

/** It is held by this dialog alone: closed, it is nowhere. */
function ShownOnce({ made: { key, role }, close }: { made: KeyCreated; close: () => void }) {
  return (
    <Dialog title="Your new key" close={close}>
      <p>
        Copy it now. It is shown <strong>this once</strong>, and nobody can read it again.
      </p>
      <output className="secret" aria-label="The key">
        {key}
      </output>
      <p className="quiet">Role {role}. A lost key is revoked and replaced.</p>
      <p className="row end">
        <Copy text={key} what="key" />
        <button type="button" className="solid" onClick={close}>
          Done
        </button>
      </p>
    </Dialog>
  );
}

function Made({ keys, changed }: { keys: readonly Key[]; changed: () => void }) {
  const { client, me } = useAccount();
  const [revoking, setRevoking] = useState<Key>();
  const [answer, setAnswer] = useState<string>();
  const revoke = ({ id }: Key) =>
    client.revokeKey(id).then(
      () => {
        setAnswer(`The key ${id} is revoked. Gateways forget it within seconds.`);
        changed();
      },
      (error: unknown) => setAnswer(wordsOf(error)),
    );
  return (
    <>
      <Table
        name="Keys"
        rows={keys}
        keyOf={({ id }) => id}
        columns={[
          {
            head: 'Key',
            cell: ({ id }) => (
              <>
                <code>sb_{id}_…</code> {id === me.id && <span className="badge">you</span>}
              </>
            ),
          },
          { head: 'Role', cell: ({ role }) => <span className={`badge role-${role}`}>{role}</span> },
          { head: 'For', kind: 'note', cell: ({ note }) => note ?? <span className="quiet">–</span> },
          { head: 'Made', kind: 'quiet', cell: ({ createdAt }) => ago(createdAt) },
          { head: 'Holds until', kind: 'quiet', cell: ({ expiresAt }) => holds(expiresAt) },
          {
            head: 'Revoke',
            unseen: true,
            kind: 'number',
            cell: (key) => (
              <button
                type="button"
                className="danger small"
                aria-label={`Revoke ${key.id}`}
                onClick={() => setRevoking(key)}
              >
                Revoke
              </button>
            ),
          },
        ]}
      />
      <p role="status" className="quiet">
        {answer}
      </p>
      {revoking && (
        <Confirm
          title={`Revoke sb_${revoking.id}_…?`}
          words={
            revoking.id === me.id
              ? 'This is the key that you are signed in with: you will be signed out.'
              : 'Whatever uses it is refused from now on. Conversations that go on stay.'
          }
          yes="Revoke"
          act={() => void revoke(revoking)}
          close={() => setRevoking(undefined)}
        />
      )}
    </>
  );
}

function holds(expiresAt: string | undefined): string {
  if (expiresAt === undefined) return 'no end';
  const date = new Date(expiresAt);
  return date.getTime() < Date.now() ? `ended ${date.toLocaleDateString()}` : date.toLocaleString();
}
