// Generated from packages/api by `make generate`. Do not edit.

export type Accepted = {
  /** It was done. */
  accepted: true;
};

export type Agent = {
  /** Name. */
  name: string;
  /** Generation of its specification; send it back as If-Match when you edit. */
  generation: number;
  /** As in the VoiceAgent. */
  spec: {
    /** System prompt. {{name}} inserts a session variable. */
    prompt: string;
    /** First words of the agent. Absent: it waits for the caller. */
    greeting?: string;
    /** Said before the agent ends the call for time, idleness or maintenance. */
    goodbye?: string;
    /** Said when the caller is silent for long. */
    silencePrompt?: string;
    /** Said when the models fail. */
    apology?: string;
    /** Said when an answer takes long. */
    filler?: string;
    /** Language of the conversation; a session may choose another. */
    language?: string;
    /** How the agent sounds. */
    voice?: {
      /** Voice, as the text-to-speech service names it. */
      name?: string;
      /** Speed of speech in per cent. */
      speedPercent?: number;
      /** Hz asked of the service. */
      sampleRate?: 16000 | 24000 | 48000;
    };
    /** When the agent speaks, and when it yields. */
    turnTaking?: {
      /** Shorter sounds are not speech. */
      minSpeechMilliseconds?: number;
      /** Silence after which speech has paused. */
      minSilenceMilliseconds?: number;
      /** Probability of speech, in per cent, above which a frame is speech. */
      activation?: number;
      /** Silence before the agent answers a finished sentence. */
      minEndpointingMilliseconds?: number;
      /** Silence before the agent answers one that seems unfinished. */
      maxEndpointingMilliseconds?: number;
      /** Whether the caller may interrupt the agent. */
      interruptible?: boolean;
      /** Speech that counts as an interruption. */
      minInterruptionMilliseconds?: number;
      /** Words that count as an interruption; 0 leaves it to time alone. */
      minInterruptionWords?: number;
      /** After a false interruption (a cough), the agent goes on from here. */
      resumeAfterMilliseconds?: number;
      /** Begin the answer while the transcript may still grow. */
      preemptiveThinking?: boolean;
      /** Silence before the agent asks again; 0 never asks. */
      silencePromptSeconds?: number;
    };
    /** The shared model pools that this agent uses. */
    speech: {
      /** Speech to text. The first pool is used; the next ones are where calls go when it fails. */
      transcribe: Array<{
        /** Interchangeable endpoints; each call goes to the less busy of two. */
        endpoints: Array<{
          /** Base URL of an OpenAI-compatible service, such as http://whisper.models:8000/v1. */
          url: string;
          /** Resolve a headless Service and balance over its addresses instead of over URLs. */
          resolve?: boolean;
        }>;
        /** How the service is spoken to. */
        dialect?: "openai-upload" | "openai-realtime" | "openai-transcription" | "vllm-realtime";
        /** Model name sent with each call. */
        model: string;
        /** Bearer key, from a mounted Secret. */
        apiKey?: {
          /** Name of an entry of spec.runtime.secrets. */
          secret: string;
          /** Key inside that Secret. */
          key: string;
        };
        /** Deadline of one attempt. */
        timeoutMilliseconds?: number;
        /** Calls that one conversation may have in flight. */
        concurrency?: number;
        /** Calls that one conversation may begin in a minute, a quarter of them at once. */
        requestsPerMinute?: number;
      }>;
      /** The language model. The first pool is used; the next ones are where calls go when it fails. */
      think: Array<{
        /** Interchangeable endpoints; each call goes to the less busy of two. */
        endpoints: Array<{
          /** Base URL of an OpenAI-compatible service, such as http://whisper.models:8000/v1. */
          url: string;
          /** Resolve a headless Service and balance over its addresses instead of over URLs. */
          resolve?: boolean;
        }>;
        /** How the service is spoken to. */
        dialect?: "openai-chat";
        /** Model name sent with each call. */
        model: string;
        /** Bearer key, from a mounted Secret. */
        apiKey?: {
          /** Name of an entry of spec.runtime.secrets. */
          secret: string;
          /** Key inside that Secret. */
          key: string;
        };
        /** Deadline of one attempt. */
        timeoutMilliseconds?: number;
        /** Calls that one conversation may have in flight. */
        concurrency?: number;
        /** Calls that one conversation may begin in a minute, a quarter of them at once. */
        requestsPerMinute?: number;
      }>;
      /** Text to speech. The first pool is used; the next ones are where calls go when it fails. */
      speak: Array<{
        /** Interchangeable endpoints; each call goes to the less busy of two. */
        endpoints: Array<{
          /** Base URL of an OpenAI-compatible service, such as http://whisper.models:8000/v1. */
          url: string;
          /** Resolve a headless Service and balance over its addresses instead of over URLs. */
          resolve?: boolean;
        }>;
        /** How the service is spoken to. */
        dialect?: "openai-speech";
        /** Model name sent with each call. */
        model: string;
        /** Bearer key, from a mounted Secret. */
        apiKey?: {
          /** Name of an entry of spec.runtime.secrets. */
          secret: string;
          /** Key inside that Secret. */
          key: string;
        };
        /** Deadline of one attempt. */
        timeoutMilliseconds?: number;
        /** Calls that one conversation may have in flight. */
        concurrency?: number;
        /** Calls that one conversation may begin in a minute, a quarter of them at once. */
        requestsPerMinute?: number;
      }>;
    };
    /** Sampling temperature of the language model in per cent. */
    temperaturePercent?: number;
    /** Longest answer. */
    maxAnswerTokens?: number;
    /** Turns that the model is shown; older ones are dropped. */
    historyTurns?: number;
    /** HTTP functions that the model may call. */
    tools?: Array<{
      /** Name that the model calls. */
      name: string;
      /** When and how the model should call it. */
      description: string;
      /** JSON Schema of its arguments. */
      parameters?: Record<string, unknown>;
      /** POSTed as {arguments, caller}. caller (participant, channel, session) is set by the runtime: the model cannot forge it. */
      url: string;
      /** Value of the Authorization header, from a mounted Secret. */
      authorization?: {
        /** Name of an entry of spec.runtime.secrets. */
        secret: string;
        /** Key inside that Secret. */
        key: string;
      };
      /** Deadline of a call. */
      timeoutMilliseconds?: number;
      /** Said when the call takes longer than a second. */
      filler?: string;
    }>;
    /** Functions of the runtime itself that the model may call. */
    builtInTools?: {
      /** Lets the model end the call after its last sentence; the end reason is AgentEnded. */
      endCall?: {
        /** Whether the model may call it. */
        enabled?: boolean;
        /** When the model should call it. */
        description?: string;
      };
      /** Lets the model pass the caller on; the end reason is HandedOver and the target is in status. */
      handOver?: {
        /** Whether the model may call it. */
        enabled?: boolean;
        /** When the model should call it. */
        description?: string;
        /** Agents of this namespace that may take over. */
        to?: Array<string>;
      };
    };
    /** Limits of each conversation. A session may only tighten them. */
    limits?: {
      /** Longest wait for a pod, queueing included; then PendingTimeout. */
      pendingSeconds?: number;
      /** Longest wait for the caller once the agent is in the room; then JoinTimeout. */
      joinSeconds?: number;
      /** Longest silence of the caller; then a goodbye and IdleTimeout. */
      idleSeconds?: number;
      /** Longest conversation, counted from ready; then a goodbye and MaxDuration. */
      maxDurationSeconds?: number;
      /** Grace for a caller who lost the connection; then CallerLeft. */
      reconnectSeconds?: number;
    };
    /** What shapes the pod. A change rolls the warm pods; live calls stay. */
    runtime?: {
      /** Image that speaks the runtime contract. Absent: the runtime that the operator was installed with. */
      image?: string;
      /** As in a pod. */
      imagePullPolicy?: "IfNotPresent" | "Always" | "Never";
      /** Secrets of this namespace for pulling the image. */
      imagePullSecrets?: Array<string>;
      /** Hard memory limit of one conversation; also its request. At the limit the kernel ends it: OOMKilled. */
      memoryLimit?: string;
      /** CPU request. There is no CPU limit: throttled audio stutters. */
      cpuRequest?: string;
      /** Limit of the pod for files and logs. */
      ephemeralStorageLimit?: string;
      /** Labels of the nodes that may run it. {} means any node. */
      nodeSelector?: Record<string, string>;
      /** Taints that it tolerates. */
      tolerations?: Array<{
        /** Taint key; empty with operator Exists tolerates every taint. */
        key?: string;
        /** How the value is compared. */
        operator?: "Exists" | "Equal";
        /** Taint value, with operator Equal. */
        value?: string;
        /** Taint effect; absent tolerates every effect. */
        effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
        /** How long a NoExecute taint is tolerated. */
        tolerationSeconds?: number;
      }>;
      /** A GPU for each conversation. Most agents need none: models run in shared pools. */
      gpu?: {
        /** Extended resource to request. */
        resourceName?: string;
        /** How many of it. */
        count?: number;
      };
      /** Claims of dynamic resource allocation, instead of gpu. */
      resourceClaims?: Array<{
        /** Name of the claim inside the pod. */
        name: string;
        /** ResourceClaimTemplate of this namespace (dynamic resource allocation). */
        resourceClaimTemplateName: string;
      }>;
      /** How conversations are spread over nodes. */
      topologySpread?: {
        /** Node label that defines a domain. */
        topologyKey?: string;
        /** Largest tolerated difference of pods between domains. */
        maxSkew?: number;
        /** Whether the spread is a wish or a rule. */
        whenUnsatisfiable?: "ScheduleAnyway" | "DoNotSchedule";
      };
      /** Priority class of live and warm pods (it cannot change later). Absent: the installation’s own. */
      priorityClassName?: string;
      /** Sandboxed runtime such as gvisor or kata. */
      runtimeClassName?: string;
      /** Secrets mounted as files, for keys of speech services and tools. */
      secrets?: Array<{
        /** Name used by apiKey references; mounted at /etc/switchboard/secrets/<name>. */
        name: string;
        /** Secret of this namespace. The kubelet mounts it; the operator never reads it. */
        secretName: string;
      }>;
      /** Plain environment variables of the session container. */
      env?: Array<{
        /** Environment variable; names beginning with SWITCHBOARD_ belong to the operator. */
        name: string;
        /** Its value. Put secrets in spec.runtime.secrets instead. */
        value: string;
      }>;
      /** Warm pods wait inside a LiveKit room of their own, so that a claim connects nothing. Leave off where rooms are billed. */
      prejoin?: boolean;
      /** Time to finish the sentence, say goodbye and report, once the pod is told to stop. */
      terminationGraceSeconds?: number;
    };
    /** Conversations of this agent at once; more are queued. */
    maxSessions?: number;
    /** How long an ended VoiceSession is kept. Idempotency keys are remembered as long, and for a day at least. */
    ttlSeconds?: number;
    /** Shareable link. */
    share?: {
      /** Whether /agent/<name> opens a Talk page for anyone with the link. */
      enabled?: boolean;
      /** Whether the visitor needs an API key or a client token. */
      requireKey?: boolean;
      /** Conversations at once from one address through the link. */
      perAddress?: number;
      /** Conversations at once through the link. */
      concurrent?: number;
    };
    /** Events of this agent’s sessions, sent to your services. */
    hooks?: Array<{
      /** Where events are POSTed, signed as Standard Webhooks. */
      url: string;
      /** Which events are sent. */
      events?: Array<"session.started" | "session.ended" | "session.turn" | "session.transcript">;
      /** Secret of the keys namespace that holds the signing key. */
      secretName: string;
    }>;
  };
  /** As in the VoiceAgent. */
  status?: {
    /** Generation that the operator has seen. */
    observedGeneration?: number;
    /** Hash of spec.runtime; warm pods with another are replaced. */
    runtimeHash?: string;
    /** Conversations now. */
    sessions?: number;
    /** Sessions that wait. */
    queued?: number;
    /** Health of the speech endpoints, summed over the pods. */
    models?: Array<{
      /** Stage of the conversation. */
      stage: "transcribe" | "think" | "speak";
      /** Endpoint. */
      url: string;
      /** Circuit breaker as most pods see it. */
      state: "Closed" | "HalfOpen" | "Open";
      /** Median time to the first byte. */
      p50Milliseconds?: number;
    }>;
    /** Ready, RuntimeValid, CpuLimitInjected. */
    conditions?: Array<{
      /** What the condition speaks of. */
      type: string;
      /** Whether it holds. */
      status: "True" | "False" | "Unknown";
      /** metadata.generation that the controller had seen. */
      observedGeneration?: number;
      /** When status last changed. */
      lastTransitionTime: string;
      /** One word for why; the list is in docs/reference/end-reasons.md. */
      reason: string;
      /** A sentence for a person. */
      message: string;
    }>;
  };
};

export type AgentChange = Record<string, unknown>;

export type AgentList = {
  /** Agents of the tenant. */
  agents: Array<Agent>;
};

export type Capacity = {
  /** Conversations now. */
  active: number;
  /** Conversations that the tenant may have. */
  max: number;
  /** Sessions that wait. */
  queued: number;
  /** Sessions that may wait. */
  maxQueue: number;
  /** Warm pods that can be claimed now. */
  warm: number;
  /** By agent. */
  agents: Array<{
    /** Agent. */
    agent: string;
    /** Its conversations now. */
    active: number;
    /** Conversations that it may have; absent: as many as the tenant. */
    max?: number;
    /** Warm pods that can be claimed now. */
    warm: number;
  }>;
};

export type ClientToken = {
  /** Send it as a bearer, from the browser. It sees the sessions that it started, and no more. */
  token: string;
  /** RFC 3339. */
  expiresAt: string;
};

export type ClientTokenRequest = {
  /** The only agent that it may talk to. Absent: any of the tenant. */
  agent?: string;
  /** Who it is for, in your words. Tokens of one subject see the same sessions. */
  subject?: string;
  /** How long it holds. */
  seconds?: number;
};

export type Connection = {
  /** LiveKit server to connect to. */
  server_url: string;
  /** Token of the caller: one room, one identity, two minutes to connect. */
  participant_token: string;
};

export type ConnectionDetails = {
  /** LiveKit server. */
  serverUrl: string;
  /** Room: this caller’s own. */
  roomName: string;
  /** Display name. */
  participantName: string;
  /** Token. */
  participantToken: string;
};

export type Dashboard = {
  health: Health;
  status: Status;
  capacity: Capacity;
  /** Speech endpoints, summed over the pods that use them. */
  models: Array<{
    /** Stage. */
    stage: "transcribe" | "think" | "speak";
    /** Endpoint. */
    url: string;
    /** Circuit breaker, as most pods see it. */
    state: "Closed" | "HalfOpen" | "Open";
    /** Pods that use it. */
    pods: number;
    /** Of them, those whose breaker is open. */
    open: number;
    /** Calls under way. */
    inFlight: number;
    /** Median time to the first byte. */
    p50Milliseconds?: number;
    /** Failures that these pods saw. */
    failures: number;
  }>;
  /** Session pods that are heard of on the bus. */
  workers: Array<{
    /** Pod. */
    pod: string;
    /** Its uid. */
    uid: string;
    /** Agent. */
    agent: string;
    /** Idle, Prepared, Assigned, Talking, Ending or Ended. */
    state: string;
    /** Session, if it has one. */
    session?: string;
    /** Node. */
    node?: string;
    /** Age. */
    ageSeconds?: number;
    /** Memory now. */
    memoryNowBytes?: number;
    /** Its peak. */
    memoryPeakBytes?: number;
    /** Its limit. */
    memoryLimitBytes?: number;
    /** Since its last heartbeat. */
    lastHeartbeatSeconds: number;
  }>;
};

export type DeadHooks = {
  /** At most 200, the newest first. */
  deliveries: Array<{
    /** Number of the dead letter. */
    sequence: number;
    /** Id of the endpoint. */
    endpoint: string;
    /** Type of the event; absent if the delivery itself is kept no longer. */
    event?: string;
    /** Session it tells of. */
    session?: string;
    /** How often it was tried. */
    attempts: number;
    /** What went wrong last, in one word. */
    error: string;
    /** RFC 3339. */
    diedAt: string;
    /** Whether it was put into the queue again. */
    sentAgain: boolean;
  }>;
};

export type Feedback = {
  /** 1 to 5. */
  rating?: number;
  /** In words. */
  text?: string;
  /** Tags. */
  tags?: Array<string>;
};

export type Fleet = {
  health: Health;
  status: Status;
  /** Ends of the last hour, the most frequent first. */
  ends: Array<{
    /** End reason. */
    reason: "CallerLeft" | "Stopped" | "Cancelled" | "AgentEnded" | "HandedOver" | "JoinTimeout" | "IdleTimeout" | "MaxDuration" | "Drained" | "QueueFull" | "QueueCleared" | "PendingTimeout" | "Unschedulable" | "QuotaRefused" | "ImagePullFailed" | "SecretMissing" | "PodRefused" | "AgentNotFound" | "OOMKilled" | "MemoryPressure" | "ModelsUnavailable" | "Evicted" | "NodeLost" | "PodDeleted" | "DeadlineExceeded" | "PodCrashed" | "AgentJoinTimeout" | "AssignFailed" | "HeartbeatLost" | "RoomLost" | "RuntimeError";
    /** Ends of the last hour. */
    count: number;
    /** Whose doing it was; platform and system are failures. */
    blame: "caller" | "limit" | "platform" | "system";
    /** What it means. */
    meaning: string;
    /** What to do. */
    next: string;
  }>;
  capacity: Capacity;
  /** Speech endpoints, summed over the pods that use them. */
  models: Array<{
    /** Stage. */
    stage: "transcribe" | "think" | "speak";
    /** Endpoint. */
    url: string;
    /** Circuit breaker, as most pods see it. */
    state: "Closed" | "HalfOpen" | "Open";
    /** Pods that use it. */
    pods: number;
    /** Of them, those whose breaker is open. */
    open: number;
    /** Calls under way. */
    inFlight: number;
    /** Median time to the first byte. */
    p50Milliseconds?: number;
    /** Failures that these pods saw. */
    failures: number;
  }>;
  /** Nodes with session pods. */
  nodes: Array<{
    /** Node; absent: pods that have none yet. */
    node?: string;
    /** Session pods that are heard of. */
    pods: number;
    /** Of them, those in a conversation. */
    sessions: number;
    /** Their memory now, together. */
    memoryNowBytes: number;
    /** Largest memory of one of them so far. */
    memoryPeakBytes: number;
    /** Their limits, together. */
    memoryLimitBytes: number;
  }>;
};

export type Health = {
  /** ok, degraded (a dependency is away) or full. */
  status: "ok" | "degraded" | "full";
  /** Conversations now. */
  active_calls: number;
  /** Conversations that the installation takes. */
  max_calls: number;
  /** Of them, in per cent. */
  capacity_used_percent: number;
  /** Sessions that wait. */
  queue: number;
};

export type HookList = {
  /** Endpoints of the tenant. */
  hooks: Array<{
    /** Id of the endpoint, made of its tenant, URL and Secret. */
    id: string;
    /** Where events go. */
    url: string;
    /** Which ones. */
    events: Array<"session.started" | "session.ended" | "session.turn" | "session.transcript">;
    /** Agents that name it. Absent: all of the tenant. */
    agents?: Array<string>;
    /** Open: it fails, and is left alone for a while. */
    state: "Closed" | "Open";
    /** Failures in a row, as this gateway saw them. */
    failures: number;
  }>;
};

export type Inject = {
  /** Whose words the model shall take them for. */
  role?: "system" | "user";
  /** Text added to the conversation. */
  text: string;
  /** Whether the agent answers now. */
  respond?: boolean;
};

export type Key = {
  /** Second part of the key; the secret part is stored nowhere. */
  id: string;
  /** Namespace. */
  tenant: string;
  /** What it may do. */
  role: "client" | "viewer" | "admin";
  /** RFC 3339. */
  createdAt?: string;
  /** RFC 3339. */
  expiresAt?: string;
  /** What it is for. */
  note?: string;
};

export type KeyCreated = {
  /** Second part of the key; the secret part is stored nowhere. */
  id: string;
  /** Namespace. */
  tenant: string;
  /** What it may do. */
  role: "client" | "viewer" | "admin";
  /** RFC 3339. */
  createdAt?: string;
  /** RFC 3339. */
  expiresAt?: string;
  /** What it is for. */
  note?: string;
  /** The key itself. It is shown this once. */
  key: string;
};

export type KeyList = {
  /** Keys of the tenant. */
  keys: Array<Key>;
};

export type KeyRequest = {
  /** What it may do. */
  role?: "client" | "viewer" | "admin";
  /** RFC 3339. Absent: until it is revoked. */
  expiresAt?: string;
  /** What it is for. */
  note?: string;
};

export type LiveKitEvent = {
  /** What happened. */
  event: string;
  /** Id of the event. */
  id: string;
  /** Seconds since 1970. */
  createdAt?: string | number;
  /** Room. */
  room?: {
    /** Name. */
    name?: string;
  };
};

export type Me = {
  /** Id of the key, or of the person at the identity provider. */
  id: string;
  /** Namespace. */
  tenant: string;
  /** client, viewer, admin, or caller: the holder of a client token. */
  role: "client" | "viewer" | "admin" | "caller";
  /** What this role may do, such as sessions:read or agents:change. */
  may: Array<string>;
};

export type Models = {
  /** Speech endpoints, summed over the pods that use them. */
  models: Array<{
    /** Stage. */
    stage: "transcribe" | "think" | "speak";
    /** Endpoint. */
    url: string;
    /** Circuit breaker, as most pods see it. */
    state: "Closed" | "HalfOpen" | "Open";
    /** Pods that use it. */
    pods: number;
    /** Of them, those whose breaker is open. */
    open: number;
    /** Calls under way. */
    inFlight: number;
    /** Median time to the first byte. */
    p50Milliseconds?: number;
    /** Failures that these pods saw. */
    failures: number;
  }>;
};

export type Pool = {
  /** Name. */
  name: string;
  /** Generation of its specification; send it back as If-Match when you edit. */
  generation: number;
  /** As in the VoicePool. */
  spec: {
    /** VoiceAgent of this namespace whose pods are kept warm. */
    agent: string;
    /** Warm and claimed pods together are never fewer. /scale sets this. */
    min?: number;
    /** Warm and claimed pods together are never more. */
    max?: number;
    /** Warm pods to have ready beyond those that are claimed. */
    buffer?: number;
    /** Windows with another min or buffer. Where windows overlap, the larger holds. */
    schedule?: Array<{
      /** Name of the window. */
      name: string;
      /** When it begins, as cron: minute hour day month weekday. */
      start: string;
      /** When it ends, as cron. */
      end: string;
      /** IANA time zone, such as Europe/Berlin. */
      timeZone?: string;
      /** Replaces spec.min within the window. */
      min?: number;
      /** Replaces spec.buffer within the window. */
      buffer?: number;
    }>;
    /** A warm pod older than this is replaced, so that credentials stay short-lived. */
    maximumAgeSeconds?: number;
    /** Pods of low priority that hold room for new warm pods on nodes that an autoscaler adds. */
    placeholders?: number;
  };
  /** As in the VoicePool. */
  status?: {
    /** Generation that the operator has seen. */
    observedGeneration?: number;
    /** Pods that the pool wants now, warm and claimed together. */
    desired?: number;
    /** Pods that it has, warm and claimed together. */
    pods?: number;
    /** Warm pods that can be claimed now. */
    ready?: number;
    /** Warm pods on their way. */
    starting?: number;
    /** Pods in conversations. */
    claimed?: number;
    /** Sessions that wait for this agent. */
    queued?: number;
    /** Label selector of the pool’s pods, for /scale. */
    selector?: string;
    /** What the pool waits for, in plain words. */
    waitingFor?: string;
    /** Ready, Saturated, Degraded. */
    conditions?: Array<{
      /** What the condition speaks of. */
      type: string;
      /** Whether it holds. */
      status: "True" | "False" | "Unknown";
      /** metadata.generation that the controller had seen. */
      observedGeneration?: number;
      /** When status last changed. */
      lastTransitionTime: string;
      /** One word for why; the list is in docs/reference/end-reasons.md. */
      reason: string;
      /** A sentence for a person. */
      message: string;
    }>;
  };
};

export type PoolList = {
  /** Pools of the tenant. */
  pools: Array<Pool>;
};

export type PoolScale = {
  /** Warm and claimed pods together are never fewer. */
  min?: number;
  /** Nor more. */
  max?: number;
  /** Warm pods beyond those that are claimed. */
  buffer?: number;
  /** All windows with other numbers: those left out are gone. */
  schedule?: Array<{
    /** Name of the window. */
    name: string;
    /** When it begins, as cron: minute hour day month weekday. */
    start: string;
    /** When it ends, as cron. */
    end: string;
    /** IANA time zone, such as Europe/Berlin. */
    timeZone?: string;
    /** Replaces spec.min within the window. */
    min?: number;
    /** Replaces spec.buffer within the window. */
    buffer?: number;
  }>;
};

export type Problem = {
  /** https://switchboard.dev/problems/<name>; stable, to be switched on. */
  type: string;
  /** The type in words. */
  title: string;
  /** HTTP status. */
  status: number;
  /** What happened this time, and what to do. */
  detail?: string;
  /** Id of the request, as in the X-Request-Id header. */
  instance?: string;
  /** With invalid-request: each field that is wrong. */
  errors?: Array<{
    /** Path of the field. */
    field: string;
    /** What is wrong with it. */
    message: string;
  }>;
  /** One-word reason of the session, where there is one. */
  reason?: string;
};

export type Queue = {
  /** Sessions that wait. */
  length: number;
  /** At most 500, in order. */
  sessions: Array<{
    /** Session. */
    id: string;
    /** Agent. */
    agent: string;
    /** 1 is next. */
    position?: number;
    /** What it waits for. */
    reason?: string;
    /** Priority. */
    priority: number;
    /** Since when. */
    createdAt: string;
  }>;
};

export type QueueCleared = {
  /** Sessions that were ended. */
  cleared: number;
};

export type Say = {
  /** What the agent says, word for word. */
  text: string;
  /** Whether the caller may interrupt it. */
  interruptible?: boolean;
  /** Whether it cuts what is being said. */
  interrupt?: boolean;
};

export type Session = {
  /** Id of the session: the name of its VoiceSession. */
  id: string;
  /** uid of the VoiceSession. */
  uid: string;
  /** Namespace. */
  tenant: string;
  /** Agent. */
  agent: string;
  /** Generation of the agent that it was bound with. */
  agentGeneration?: number;
  /** Pending, Starting, Ready, Active, Ending or Ended. */
  phase: "Pending" | "Starting" | "Ready" | "Active" | "Ending" | "Ended";
  /** Why it waits, or why it ended, in one word. */
  reason?: string;
  /** The same in a sentence. */
  message?: string;
  /** 1 is next. */
  queuePosition?: number;
  /** LiveKit room. */
  room?: string;
  /** Identity that the caller joins with. */
  identity?: string;
  /** Type of channel. */
  channel: string;
  /** RFC 3339. */
  createdAt: string;
  /** RFC 3339. */
  readyAt?: string;
  /** RFC 3339. */
  activeAt?: string;
  /** RFC 3339. */
  endedAt?: string;
  /** Create to ready, such as 42ms. */
  readyIn?: string;
  /** Why it ended. */
  endReason?: "CallerLeft" | "Stopped" | "Cancelled" | "AgentEnded" | "HandedOver" | "JoinTimeout" | "IdleTimeout" | "MaxDuration" | "Drained" | "QueueFull" | "QueueCleared" | "PendingTimeout" | "Unschedulable" | "QuotaRefused" | "ImagePullFailed" | "SecretMissing" | "PodRefused" | "AgentNotFound" | "OOMKilled" | "MemoryPressure" | "ModelsUnavailable" | "Evicted" | "NodeLost" | "PodDeleted" | "DeadlineExceeded" | "PodCrashed" | "AgentJoinTimeout" | "AssignFailed" | "HeartbeatLost" | "RoomLost" | "RuntimeError";
  /** Agent that the caller was passed on to. */
  handedOverTo?: string;
  /** Limits that hold. */
  limits?: {
    /** Longest wait for a pod, queueing included; then PendingTimeout. */
    pendingSeconds?: number;
    /** Longest wait for the caller once the agent is in the room; then JoinTimeout. */
    joinSeconds?: number;
    /** Longest silence of the caller; then a goodbye and IdleTimeout. */
    idleSeconds?: number;
    /** Longest conversation, counted from ready; then a goodbye and MaxDuration. */
    maxDurationSeconds?: number;
    /** Grace for a caller who lost the connection; then CallerLeft. */
    reconnectSeconds?: number;
  };
  /** What it used. */
  usage?: {
    /** Turns of the caller. */
    turns?: number;
    /** How often the caller interrupted. */
    interruptions?: number;
    /** Speech that was transcribed. */
    callerSpeechMilliseconds?: number;
    /** Speech that was played. */
    agentSpeechMilliseconds?: number;
    /** Tokens read by the language model. */
    promptTokens?: number;
    /** Tokens written by it. */
    completionTokens?: number;
    /** Characters sent to text to speech. */
    spokenCharacters?: number;
    /** Tools called. */
    toolCalls?: number;
    /** Largest memory of the pod. */
    memoryPeakBytes?: number;
    /** Gaps in the agent’s audio. */
    underruns?: number;
  };
  /** Pod. */
  pod?: string;
  /** Node. */
  node?: string;
  /** Largest memory of the pod. */
  memoryPeak?: string;
};

export type SessionCreate = {
  /** Agent to talk to. */
  agent: string;
  /** Who the caller is. */
  participant?: {
    /** Identity of the caller in the room. Absent: caller. */
    identity?: string;
    /** Display name. */
    name?: string;
    /** Passed to the room and to tools as it is. */
    metadata?: string;
    /** Participant attributes in the room. */
    attributes?: Record<string, string>;
  };
  /** How the caller is connected. */
  channel?: {
    /** How the caller is connected. */
    type?: "livekit";
    /** Settings of a LiveKit room; only with type livekit. */
    livekit?: {
      /** Callers that may be in the room at once; the agent is not counted. */
      maxParticipants?: number;
    };
  };
  /** Values for {{name}} in the agent’s prompt and greeting. */
  variables?: Record<string, string>;
  /** Language, instead of the agent’s. */
  language?: string;
  /** Voice, instead of the agent’s. */
  voice?: string;
  /** Tighter limits than the agent’s. */
  limits?: {
    /** Longest wait for a pod, queueing included; then PendingTimeout. */
    pendingSeconds?: number;
    /** Longest wait for the caller once the agent is in the room; then JoinTimeout. */
    joinSeconds?: number;
    /** Longest silence of the caller; then a goodbye and IdleTimeout. */
    idleSeconds?: number;
    /** Longest conversation, counted from ready; then a goodbye and MaxDuration. */
    maxDurationSeconds?: number;
    /** Grace for a caller who lost the connection; then CallerLeft. */
    reconnectSeconds?: number;
  };
  /** Higher ones leave the queue first. */
  priority?: number;
  /** How long to wait for the agent to be in the room. 0 answers at once with 202. */
  waitSeconds?: number;
};

export type SessionLimits = {
  /** Longest wait for a pod, queueing included; then PendingTimeout. */
  pendingSeconds?: number;
  /** Longest wait for the caller once the agent is in the room; then JoinTimeout. */
  joinSeconds?: number;
  /** Longest silence of the caller; then a goodbye and IdleTimeout. */
  idleSeconds?: number;
  /** Longest conversation, counted from ready; then a goodbye and MaxDuration. */
  maxDurationSeconds?: number;
  /** Grace for a caller who lost the connection; then CallerLeft. */
  reconnectSeconds?: number;
};

export type SessionList = {
  /** Sessions, the newest first. */
  sessions: Array<Session>;
  /** Cursor of the next page. */
  next?: string;
};

export type SessionReady = {
  session: Session;
  connection: Connection;
};

export type SessionStop = {
  /** With or without a goodbye. */
  mode?: "Goodbye" | "Now";
};

export type SessionWaiting = {
  session: Session;
};

export type Share = {
  /** Agent behind the link. */
  agent: string;
  /** Namespace. */
  tenant: string;
  /** Whether a visitor needs a key or a client token. */
  requireKey: boolean;
  /** Language of the agent. */
  language: string;
};

export type ShareStart = {
  /** Namespace of the agent. Absent: the installation’s own choice. */
  tenant?: string;
  /** Display name of the visitor. */
  name?: string;
  /** How long to wait for the agent to be in the room. */
  waitSeconds?: number;
};

export type ShareStarted = {
  session: Session;
  connection?: Connection;
  /** Bearer for this one session: its events, a token for joining, limits, stop, feedback. */
  token: string;
};

export type SignIn = {
  /** Absent: people sign in with an API key. */
  oidc?: {
    /** Identity provider; its endpoints are found under /.well-known. */
    issuer: string;
    /** Public client of the console: authorization code with PKCE, no secret. */
    clientId: string;
    /** Scopes to ask for. */
    scope: string;
    /** Which of its tokens this gateway takes as a bearer. */
    token: "access_token" | "id_token";
  };
};

export type Status = {
  /** Sessions by phase. */
  sessions: Record<string, number>;
  /** Sessions that wait. */
  queue: number;
  /** Create to ready, of sessions created in the last hour. */
  startLatency: {
    /** Samples. */
    count: number;
    /** Median. */
    p50Milliseconds?: number;
    /** 90th percentile. */
    p90Milliseconds?: number;
    /** 99th percentile. */
    p99Milliseconds?: number;
  };
  /** Ends of the last hour by reason. */
  endReasons: Record<string, number>;
  /** Pools. */
  pools: Array<{
    /** Name. */
    name: string;
    /** Agent whose pods it keeps warm. */
    agent: string;
    /** Pods that it wants, warm and claimed together. */
    desired: number;
    /** Warm pods that can be claimed now. */
    ready: number;
    /** Pods in conversations. */
    claimed: number;
    /** Sessions that wait for its agent. */
    queued: number;
  }>;
};

export type Timeline = {
  /** The oldest first. */
  entries: Array<{
    /** RFC 3339. */
    at: string;
    /** A condition of the VoiceSession, or an Event about it. */
    source: "Condition" | "Event";
    /** Type of the condition, or reason of the Event. */
    what: string;
    /** Of a condition. */
    holds?: "True" | "False" | "Unknown";
    /** Reason of the condition, in one word. */
    why?: string;
    /** The same in a sentence. */
    message: string;
    /** Whether it is an Event of type Warning. */
    warning: boolean;
    /** How often it was seen. */
    times: number;
  }>;
  /** false: this gateway may not read Events, so that only conditions are here. */
  eventsKnown: boolean;
};

export type TokenRequest = {
  /** Names the agent: `<agent>` or `<agent>_session_...`. */
  room_name?: string;
  /** Identity that the caller wishes. */
  participant_identity?: string;
  /** Display name. */
  participant_name?: string;
  /** Metadata. */
  participant_metadata?: string;
  /** Attributes. */
  participant_attributes?: Record<string, string>;
  /** agents[0].agent_name names the agent. */
  room_config?: {
    /** The first one counts. */
    agents?: Array<{
      /** Agent to talk to. */
      agent_name?: string;
    }>;
  };
};

export type Transcript = {
  /** Session. */
  session: string;
  /** Whether the conversation has ended. */
  complete: boolean;
  /** In order. */
  utterances: Array<{
    /** Who spoke. */
    speaker: "caller" | "agent";
    /** What was said; of the agent, what was really heard. */
    text: string;
    /** When. */
    at: string;
    /** Beginning, since the agent joined. */
    startMilliseconds: number;
    /** End, since the agent joined. */
    endMilliseconds: number;
    /** Whether the speaker was cut off. */
    interrupted: boolean;
  }>;
};

export type Vitals = {
  /** Memory limit of the pod; 0 where there is none. */
  memoryLimitBytes: number;
  /** From the pod’s heartbeats, the oldest first; a long conversation has fewer of them a minute. */
  samples: Array<{
    /** RFC 3339. */
    at: string;
    /** Memory of the pod. */
    memoryBytes: number;
    /** CPU, in thousandths of a core. */
    cpuMillicores: number;
    /** Gaps in the agent’s audio since the pod began. */
    underruns: number;
  }>;
};

export type Workers = {
  /** Session pods that are heard of on the bus. */
  workers: Array<{
    /** Pod. */
    pod: string;
    /** Its uid. */
    uid: string;
    /** Agent. */
    agent: string;
    /** Idle, Prepared, Assigned, Talking, Ending or Ended. */
    state: string;
    /** Session, if it has one. */
    session?: string;
    /** Node. */
    node?: string;
    /** Age. */
    ageSeconds?: number;
    /** Memory now. */
    memoryNowBytes?: number;
    /** Its peak. */
    memoryPeakBytes?: number;
    /** Its limit. */
    memoryLimitBytes?: number;
    /** Since its last heartbeat. */
    lastHeartbeatSeconds: number;
  }>;
};
