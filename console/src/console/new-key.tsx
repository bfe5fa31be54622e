import type { KeyCreated, KeyRequest } from '@switchboard/client';
import { type FormEvent, useState } from 'react';
import { useAccount } from './account.tsx';
import { Dialog } from './dialog.tsx';
import { wordsOf } from './words.ts';

const DAY_MS = 86_400_000;
const lifetimes = [
  ['', 'Until it is revoked'],
  ['1', 'A day'],
  ['30', '30 days'],
  ['365', 'A year'],
] as const;
const roles = [
  ['client', 'client: starts and follows conversations'],
  ['viewer', 'viewer: sees everything, changes nothing'],
  ['admin', 'admin: everything, and keys'],
] as const;

interface NewKeyProps {
  readonly made: (key: KeyCreated) => void;
  readonly close: () => void;
}

export function NewKey({ made, close }: NewKeyProps) {
  const { client } = useAccount();
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    client.createKey(requestOf(new FormData(event.currentTarget))).then(made, (error: unknown) => {
      setProblem(wordsOf(error));
    });
  };
  return (
    <Dialog title="New key" close={close}>
      <form className="stacked" onSubmit={submit}>
        <label>
          Role
          <select name="role" defaultValue="client">
            {roles.map(([role, words]) => (
              <option key={role} value={role}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          Holds
          <select name="days" defaultValue="">
            {lifetimes.map(([days, words]) => (
              <option key={days} value={days}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          What it is for
          <input name="note" maxLength={256} placeholder="Booking service, production" />
        </label>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <p className="row end">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="solid">
            Make the key
          </button>
        </p>
      </form>
    </Dialog>
  );
}

function requestOf(form: FormData): KeyRequest {
  const [role, days, note] = ['role', 'days', 'note'].map((name) => String(form.get(name) ?? ''));
  return {
    role: role as NonNullable<KeyRequest['role']>,
    ...(days && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
    ...(note && { note }),
  };
}
