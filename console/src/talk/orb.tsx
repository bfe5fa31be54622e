import { useEffect, useRef } from 'react';
import { Levels } from './levels.ts';
import type { AgentState, Stage } from './state.ts';

interface OrbProps {
  readonly stage: Stage;
  readonly agent: AgentState;
  readonly sound: MediaStreamTrack | undefined;
}

const POINTS = 96;
const CALM = new Uint8Array(63);
const colours = { listening: '--listen', thinking: '--think', speaking: '--speak' } as const;

/** The agent, as something alive: calm while it listens, turning while it thinks, moved by its own voice; still at the end. */
export function Orb({ stage, agent, sound }: OrbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const mood = useRef({ stage, agent });
  mood.current = { stage, agent };
  const over = stage === 'over';

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    const levels = sound && new Levels(sound);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let frame = 0;
    const draw = (now: number) => {
      paint(pen, element, { ...mood.current, spectrum: levels?.spectrum() ?? CALM, now: still ? 0 : now });
      if (!over) frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      levels?.close();
    };
  }, [sound, over]);

  return (
    <div aria-hidden="true">
      <canvas ref={canvas} className="orb" />
    </div>
  );
}

interface Picture {
  readonly stage: Stage;
  readonly agent: AgentState;
  readonly spectrum: Uint8Array;
  readonly now: number;
}

function paint(pen: CanvasRenderingContext2D, element: HTMLCanvasElement, { stage, agent, spectrum, now }: Picture) {
  const scale = devicePixelRatio;
  const size = element.clientWidth * scale;
  if (element.width !== size) element.width = element.height = size;
  const live = stage === 'talking';
  const style = getComputedStyle(element);
  const colour = style.getPropertyValue(stage === 'over' ? '--line' : colours[live ? agent : 'listening']);
  const middle = size / 2;
  pen.clearRect(0, 0, size, size);
  for (const [ring, opacity] of [0.14, 0.28, 1].entries()) {
    const base = size * (0.34 - ring * 0.045);
    pen.globalAlpha = opacity;
    pen.fillStyle = colour;
    pen.beginPath();
    for (let point = 0; point <= POINTS; point++) {
      const angle = (point / POINTS) * Math.PI * 2;
      const folded = Math.abs((((point / POINTS) * 2 + 0.5) % 2) - 1);
      const voice = (spectrum[Math.floor(folded * 40)] ?? 0) / 255;
      const turn = now / (agent === 'thinking' && live ? 420 : 1800) + ring;
      const breath = Math.sin(angle * 3 + turn) * (agent === 'thinking' && live ? 0.02 : 0.008);
      const radius = base * (1 + breath + voice * (0.34 - ring * 0.09));
      pen.lineTo(middle + Math.cos(angle - Math.PI / 2) * radius, middle + Math.sin(angle - Math.PI / 2) * radius);
    }
    pen.fill();
  }
  pen.globalAlpha = 1;
}
