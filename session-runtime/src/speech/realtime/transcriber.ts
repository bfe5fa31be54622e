import type { Clock } from '@switchboard/service';
import type { EndpointHealth, Pool } from '../../pool/index.ts';
import { modelFor } from '../chat.ts';
import type { PoolModel } from '../model.ts';
import type { Take, Transcriber } from '../stages.ts';
import type { UploadTranscriber } from '../upload.ts';
import { Line } from './line.ts';
import { StreamedTake } from './take.ts';
import { type RealtimeDialect, wires } from './wire.ts';

export interface RealtimeModel extends PoolModel {
  readonly dialect: RealtimeDialect;
}

export interface RealtimeParts {
  readonly pool: Pool;
  readonly models: readonly RealtimeModel[];
  /** Takes the place of a stream that fails or is late. */
  readonly upload: UploadTranscriber;
  readonly clock: Clock;
}

/** Speech to text while it is spoken, over a WebSocket for each stretch of speech. */
export class RealtimeTranscriber implements Transcriber {
  readonly #parts: RealtimeParts;

  constructor(parts: RealtimeParts) {
    this.#parts = parts;
  }

  health(): EndpointHealth[] {
    const { pool, upload } = this.#parts;
    const uploads = upload.health();
    const streams = pool.health().map((one) =>
      joined(
        one,
        uploads.find(({ url }) => url === one.url),
      ),
    );
    return [...streams, ...uploads.filter(({ url }) => !streams.some((one) => one.url === url))];
  }

  listen({ language, onPartial }: { language: string; onPartial: (text: string) => void }): Take {
    const { pool, models, upload, clock } = this.#parts;
    const call = (url: string, signal: AbortSignal) => {
      const model = modelFor(models, url);
      const spoken = { model: model.name, language };
      return Line.open({ url, headers: model.headers, wire: wires[model.dialect], spoken, signal });
    };
    return new StreamedTake({
      clock,
      onPartial,
      open: (signal) => pool.run(call, signal),
      upload: (sound, signal) => upload.transcribe(sound, { language, signal }),
    });
  }
}

const order = ['Closed', 'HalfOpen', 'Open'] as const;

/** An endpoint that answers streams and uploads is as ill as the worse of the two. */
function joined(stream: EndpointHealth, upload: EndpointHealth | undefined): EndpointHealth {
  if (!upload) return stream;
  return {
    ...stream,
    state: order[Math.max(order.indexOf(stream.state), order.indexOf(upload.state))] ?? stream.state,
    outstanding: stream.outstanding + upload.outstanding,
    calls: stream.calls + upload.calls,
    failures: stream.failures + upload.failures,
  };
}
