import { Mic, MicOff, PhoneOff, SendHorizontal } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { TalkConversation } from './conversation.ts';
import { Meter } from './meter.tsx';
import type { TalkState } from './state.ts';

interface ControlsProps {
  readonly talk: TalkConversation;
  readonly state: TalkState;
}

export function Controls({ talk, state }: ControlsProps) {
  return (
    <div className="controls">
      <button
        type="button"
        className="round"
        aria-pressed={state.muted}
        onClick={() => void talk.mute(!state.muted)}
        title={state.muted ? 'Unmute (M)' : 'Mute (M)'}
      >
        {state.muted ? <Mic size={18} aria-hidden /> : <MicOff size={18} aria-hidden />}
        {state.muted ? 'Unmute' : 'Mute'}
      </button>
      <div className="microphone">
        <Meter sound={talk.sounds.mine} />
        <Devices talk={talk} chosen={state.microphone} known={talk.sounds.mine !== undefined} />
      </div>
      <button type="button" className="round end-call" onClick={() => void talk.end()}>
        <PhoneOff size={18} aria-hidden />
        End
      </button>
    </div>
  );
}

/** Names of microphones are told only once one is open. */
function Devices({ talk, chosen, known }: { talk: TalkConversation; chosen: string | undefined; known: boolean }) {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    if (!known) return;
    const look = async () => {
      const all = await navigator.mediaDevices.enumerateDevices();
      setDevices(all.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== ''));
    };
    void look();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => navigator.mediaDevices.removeEventListener('devicechange', look);
  }, [known]);
  if (devices.length === 0) return null;
  return (
    <select
      aria-label="Microphone"
      value={chosen ?? ''}
      onChange={({ target }) => void talk.choose(target.value).catch(() => undefined)}
    >
      {devices.map(({ deviceId, label }, at) => (
        <option key={deviceId} value={deviceId}>
          {label || `Microphone ${at + 1}`}
        </option>
      ))}
    </select>
  );
}

export function Typing({ talk }: { talk: TalkConversation }) {
  const [text, setText] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    if (await talk.type(text.trim())) setText((now) => (now === text ? '' : now));
  };
  return (
    <form className="typing" onSubmit={(event) => void send(event)}>
      <input
        value={text}
        maxLength={4000}
        onChange={({ target }) => setText(target.value)}
        placeholder="Or write a message"
        aria-label="Message to the agent"
      />
      <button type="submit" disabled={text.trim() === ''}>
        <SendHorizontal size={18} aria-hidden />
        Send
      </button>
    </form>
  );
}
