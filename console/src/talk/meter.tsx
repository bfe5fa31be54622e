import { useEffect, useRef } from 'react';
import { Levels } from './levels.ts';

/** How loud the visitor is heard. */
export function Meter({ sound }: { sound: MediaStreamTrack | undefined }) {
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    if (!sound) return;
    const levels = new Levels(sound);
    let frame = 0;
    const draw = () => {
      if (meter.current) meter.current.value = Math.min(1, levels.level() * 2);
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      levels.close();
    };
  }, [sound]);
  return <meter ref={meter} className="meter" min={0} max={1} value={0} aria-label="Level of your microphone" />;
}
