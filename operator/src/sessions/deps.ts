import type { Recorder } from '@switchboard/kube';
import type { Clock, Logger } from '@switchboard/service';
import type { Budgets } from '../budgets/budget.ts';
import type { Inbox } from '../bus/inbox.ts';
import type { PodLink } from '../bus/pod-link.ts';
import type { Roster } from '../bus/roster.ts';
import type { Weather } from '../bus/weather.ts';
import type { World } from '../cluster/world.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { AgentTokens } from '../livekit/tokens.ts';
import type { Metrics } from '../metrics.ts';
import type { PodMaker } from '../pod/maker.ts';
import type { WarmPods } from '../pools/warm-pods.ts';
import type { Admission } from '../queue/admission.ts';
import type { ColdStarts } from '../queue/cold-starts.ts';
import type { Assignments } from './assignments.ts';
import type { Lanes } from './lanes.ts';
import type { Memories } from './memory.ts';
import type { StartTraces } from './traces.ts';

export interface SessionSettings {
  readonly podUrl: string;
  readonly agentJoinMs: number;
  readonly goodbyeMs: number;
  readonly silenceMs: number;
  readonly heartbeatMs: number;
  readonly coldStartsPerNode: number;
}

/** What the work on sessions stands on. */
export interface SessionDeps {
  readonly world: World;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Recorder;
  readonly metrics: Metrics;
  readonly settings: SessionSettings;
  readonly admission: Admission;
  readonly warm: WarmPods;
  readonly cold: ColdStarts;
  readonly maker: PodMaker;
  readonly budgets: Budgets;
  readonly memories: Memories;
  readonly assignments: Assignments;
  readonly lanes: Lanes;
  readonly roster: Roster;
  readonly inbox: Inbox;
  readonly weather: Weather;
  readonly link: PodLink;
  readonly rooms: Rooms;
  readonly tokens: AgentTokens;
  readonly traces: StartTraces;
  /** Pods that we deleted: their going is no news. */
  readonly deleted: Set<string>;
}
