/** What a session image must do. The document lists these sentences and the checker names them when it fails one. */
export const clauses = {
  'start-hello':
    'Within 15 s of its start it connects with the mounted credential and publishes hello, as the pod, the namespace and the agent of its environment, in state Idle, with lastSequence 0.',
  'start-hello-repeats':
    'It repeats hello once a second until the first control message, and says hello again after every reconnection.',
  'start-health': 'GET /healthz and GET /readyz on the health port answer 200 once it has said hello.',
  'start-environment':
    'It ends with code 64 when a required variable is missing or a mounted file does not come within 60 s.',
  'start-credential':
    'It ends with code 69 within 90 s when the bus refuses its credential or cannot be reached, before an assignment.',
  heartbeat:
    'It publishes a heartbeat every 5 s, from the first hello to the end, with its state and its memory; 15 s without one and it counts as lost.',
  schema: 'Every message it publishes follows its schema.',
  whoami: 'It answers whoami within 1 s, in every state, with who and where it is.',
  'control-unsupported': 'It refuses a kind of request that it does not know with Unsupported.',
  'control-invalid': 'It refuses a request that it cannot read with Invalid.',
  'control-tolerant': 'It ignores fields that it does not know, at every depth.',
  'control-not-assigned': 'Without a conversation it refuses say, inject, interrupt and limits with NotAssigned.',
  prepare: 'It answers prepare when it is in the room as the participant of the token, and is then Prepared.',
  'prepare-silent': 'While it waits in a room it publishes no track.',
  assign: 'It answers assign within 2 s, before it joins anything.',
  'assign-once':
    'It has one conversation in its life: a second assign of the same session is answered ok, one of another session is refused with AlreadyAssigned.',
  join: 'Within 15 s of assign it is in the room and reports AgentJoined.',
  caller: 'It reports CallerJoined when the caller comes.',
  say: 'It speaks what say told it into the room, and reports the transcript of what was heard.',
  'control-during': 'In a conversation it takes inject, interrupt, limits and token.',
  durable:
    'Status, turns and transcripts go to JetStream with a message id that ends in the sequence, numbered 1, 2, 3 and on without a gap, and name the session.',
  drain:
    'It answers drain, says goodbye, reports Ending and then Ended with the reason it was told, within the time it was given.',
  exit: 'After Ended it leaves the room and ends with code 0 within 10 s, with nothing left unsent.',
  end: 'It answers end and reports Ended with the reason it was told within 5 s, without a goodbye.',
  'caller-left':
    'It reports CallerLeft when the caller goes, and Ended with CallerLeft when the reconnect grace is over.',
  'terminate-waiting': 'On SIGTERM without a conversation it ends with code 0 within 10 s.',
  'terminate-talking':
    'On SIGTERM in a conversation it says goodbye, reports Ended and ends with code 0 within its grace.',
  'bus-lost': 'Losing the bus ends no conversation: reports are kept, in order, and sent when it is back.',
} as const;

export type ClauseId = keyof typeof clauses;
