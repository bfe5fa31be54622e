import type { Session, Vitals as VitalsView } from '@switchboard/client';
import { useEffect, useState } from 'react';
import { useAccount } from './account.tsx';
import { Chart } from './chart.tsx';
import { mebibytes } from './words.ts';

const MEBI = 1024 * 1024;
/** As often as pods tell of themselves. */
const EVERY_MS = 5000;

/** Memory against the limit, and gaps in the sound, from the pod's heartbeats. */
export function Vitals({ session }: { session: Session }) {
  const { samples, memoryLimitBytes } = useVitals(session);
  const last = samples.at(-1);
  const ended = session.phase === 'Ended';
  if (!last)
    return <p className="quiet">{ended ? afterTheEnd(session) : 'The first heartbeat of the pod comes soon.'}</p>;
  const at = samples.map((sample) => Date.parse(sample.at) / 1000);
  const limit = memoryLimitBytes / MEBI;
  const gaps = last.underruns;
  const now = `${mebibytes(last.memoryBytes)}${limit > 0 ? ` of ${mebibytes(memoryLimitBytes)}` : ''}`;
  return (
    <>
      <p className="row">
        <strong>{now}</strong>
        <span className={gaps > 0 ? 'warned' : 'quiet'}>
          {gaps === 0 ? 'no gap in the sound' : `${gaps} gaps in the sound`}
        </span>
        <span className="quiet">{Math.round(last.cpuMillicores / 10)} % of a core</span>
      </p>
      <Chart
        at={at}
        unit="Mi"
        least={limit}
        summary={`Memory ${now}, ${gaps} gaps in the sound.`}
        lines={[
          { name: 'Memory', values: samples.map((one) => one.memoryBytes / MEBI), colour: '--accent', filled: true },
          ...(limit > 0
            ? [{ name: 'Limit', values: samples.map(() => limit), colour: '--bad', dashed: true } as const]
            : []),
        ]}
      />
      <Chart
        at={at}
        unit=""
        least={2}
        height={90}
        summary={`${gaps} gaps in the sound so far.`}
        lines={[
          { name: 'Gaps in the sound', values: samples.map((one) => one.underruns), colour: '--speak', stepped: true },
        ]}
      />
      <p className="quiet small">
        From heartbeats, as far as this gateway has heard them.{ended && ` ${afterTheEnd(session)}`}
      </p>
    </>
  );
}

/** Heartbeats are kept nowhere: what stays is the peak and the count. */
function afterTheEnd({ memoryPeak, usage }: Session): string {
  const peak = memoryPeak ?? (usage && mebibytes(usage.memoryPeakBytes));
  const gaps = usage?.underruns ?? 0;
  return peak === undefined
    ? 'No heartbeat of this session is kept.'
    : `Its peak was ${peak}, with ${gaps === 0 ? 'no gap' : `${gaps} gaps`} in the sound.`;
}

const NOTHING: VitalsView = { memoryLimitBytes: 0, samples: [] };

/** What was seen stays on the page when the gateway forgets it. */
function useVitals({ id, phase }: Session): VitalsView {
  const { client } = useAccount();
  const [vitals, setVitals] = useState(NOTHING);
  useEffect(() => {
    let over = false;
    const look = async () => {
      const heard = await client.vitals(id).catch(() => NOTHING);
      if (!over && heard.samples.length > 0) setVitals(heard);
    };
    void look();
    const timer = phase === 'Ended' ? undefined : setInterval(() => void look(), EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [client, id, phase]);
  return vitals;
}
