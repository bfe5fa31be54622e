import type { Pool } from '@switchboard/client';
import { CalendarPlus, Clock, Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useAccount } from './account.tsx';
import { blank, draftsOf, type WindowDraft, windowsOf } from './schedule-draft.ts';
import { Guarded } from './state.tsx';
import { wordsOf } from './words.ts';

interface ScheduleProps {
  readonly pool: Pool;
  readonly changed: () => void;
}

/** Hours at which the pool keeps more, or fewer. */
export function Schedule({ pool, changed }: ScheduleProps) {
  const [editing, setEditing] = useState(false);
  if (editing) return <ScheduleForm pool={pool} changed={changed} close={() => setEditing(false)} />;
  const windows = pool.spec.schedule ?? [];
  return (
    <>
      {windows.length === 0 && (
        <p className="quiet small">
          <Clock size={16} aria-hidden /> No schedule: the same at all hours.
        </p>
      )}
      <ul className="schedule">
        {windows.map(({ name, start, end, timeZone, min, buffer }) => (
          <li key={name}>
            <Clock size={16} aria-hidden />
            <span>
              <strong>{name}</strong>{' '}
              {[min !== undefined && `at least ${min}`, buffer !== undefined && `${buffer} ready beyond calls`]
                .filter(Boolean)
                .join(', ')}
            </span>
            <span className="quiet small">
              from <code>{start}</code> to <code>{end}</code>, {timeZone ?? 'UTC'}
            </span>
          </li>
        ))}
      </ul>
      <Guarded action="agents:change">
        <button type="button" onClick={() => setEditing(true)}>
          Edit the schedule
        </button>
      </Guarded>
    </>
  );
}

function ScheduleForm({ pool, changed, close }: ScheduleProps & { close: () => void }) {
  const { client } = useAccount();
  const [drafts, setDrafts] = useState(() => draftsOf(pool.spec.schedule));
  const [problem, setProblem] = useState<string>();
  const change = (at: number, draft: WindowDraft) =>
    setDrafts(drafts.map((other, index) => (index === at ? draft : other)));
  const save = (event: FormEvent) => {
    event.preventDefault();
    client.scalePool(pool.name, { schedule: windowsOf(drafts) }).then(
      () => {
        changed();
        close();
      },
      (error: unknown) => setProblem(wordsOf(error)),
    );
  };
  return (
    <form className="stacked" onSubmit={save}>
      {drafts.map((draft, at) => (
        <WindowFields
          key={draft.key}
          draft={draft}
          change={(next) => change(at, next)}
          remove={() => setDrafts(drafts.filter((_, index) => index !== at))}
        />
      ))}
      <p className="quiet small">
        Times are cron: minute, hour, day, month, weekday. <code>0 8 * * 1-5</code> is eight o’clock on working days.
        Where windows overlap, the larger number holds.
      </p>
      <div className="acts">
        <button type="button" onClick={() => setDrafts([...drafts, blank()])} disabled={drafts.length >= 16}>
          <CalendarPlus size={16} aria-hidden /> Add a window
        </button>
        <button type="submit">Save the schedule</button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </form>
  );
}

interface WindowFieldsProps {
  readonly draft: WindowDraft;
  readonly change: (draft: WindowDraft) => void;
  readonly remove: () => void;
}

const cron = String.raw`\S+( +\S+){4}`;

function WindowFields({ draft, change, remove }: WindowFieldsProps) {
  const zones = useId();
  const text = (field: 'name' | 'start' | 'end' | 'timeZone' | 'min' | 'buffer') => ({
    value: draft[field],
    onChange: ({ target }: { target: { value: string } }) => change({ ...draft, [field]: target.value }),
  });
  return (
    <fieldset>
      <legend>{draft.name || 'New window'}</legend>
      <div className="fields">
        <label>
          Name
          <input {...text('name')} required maxLength={63} />
        </label>
        <label>
          From
          <input {...text('start')} required pattern={cron} title="five fields, such as 0 8 * * 1-5" />
        </label>
        <label>
          To
          <input {...text('end')} required pattern={cron} title="five fields, such as 0 18 * * 1-5" />
        </label>
        <label>
          Time zone
          <input {...text('timeZone')} list={zones} required />
          <datalist id={zones}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </label>
        <label>
          At least, then
          <input {...text('min')} type="number" min={0} max={10_000} />
        </label>
        <label>
          Spare, then
          <input {...text('buffer')} type="number" min={0} max={10_000} />
        </label>
        <button type="button" onClick={remove}>
          <Trash2 size={16} aria-hidden /> Remove
        </button>
      </div>
    </fieldset>
  );
}
