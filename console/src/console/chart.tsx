import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** A custom property of the theme. */
  readonly colour: string;
  readonly filled?: boolean;
  readonly dashed?: boolean;
  readonly stepped?: boolean;
}

interface ChartProps {
  /** Seconds since 1970. */
  readonly at: readonly number[];
  readonly lines: readonly Line[];
  /** What the chart shows, for who cannot see it. */
  readonly summary: string;
  readonly unit: string;
  /** The scale reaches at least here. */
  readonly least?: number;
  readonly height?: number;
}

const HEIGHT = 180;
const LEAST_SECONDS = 60;

/** Lines over time. The theme's colours are read when it is drawn, and again when the theme changes. */
export function Chart({ at, lines, summary, unit, least = 1, height = HEIGHT }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const data = [at, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;
  const shape = JSON.stringify([lines.map(({ values: _, ...line }) => line), unit, least, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: built anew when its shape changes; data is given below
  useEffect(() => {
    const holder = place.current;
    if (!holder) return;
    const draw = () => {
      plot.current?.destroy();
      const size = { width: Math.max(200, holder.clientWidth), height };
      plot.current = new uPlot({ ...size, ...shapeOf({ lines, unit, least }, holder) }, latest.current, holder);
    };
    draw();
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: Math.max(200, holder.clientWidth), height }),
    );
    resized.observe(holder);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      theme.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data), [data]);

  return <div className="chart" ref={place} role="img" aria-label={summary} />;
}

type Shape = Pick<ChartProps, 'lines' | 'unit'> & { readonly least: number };

function shapeOf({ lines, unit, least }: Shape, holder: HTMLElement): Omit<uPlot.Options, 'width' | 'height'> {
  const colour = (name: string) => resolved(name, holder);
  const axis = {
    stroke: colour('--quiet'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    padding: [8, 4, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    legend: { show: true, live: true },
    scales: {
      x: { range: (plot, low, high) => scaleOf(low, plot.data[0].length > 1 ? high : low) },
      y: { range: (_plot, _low, high) => [0, Math.max(least, (high ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 70,
        values: (_plot, splits, _axis, _space, step) => splits.map((split) => clock(split, step)),
      },
      {
        ...axis,
        size: 56,
        values: (_plot, splits) => splits.map((value) => (value % 1 === 0 ? `${value} ${unit}` : '')),
      },
    ],
    series: [
      { label: 'At', value: (_plot, at) => (at == null ? '–' : new Date(at * 1000).toLocaleTimeString()) },
      ...lines.map(({ name, colour: of, filled, dashed, stepped }) => ({
        label: name,
        stroke: colour(of),
        width: 2,
        points: { show: false },
        value: (_plot: uPlot, value: number | null) => (value == null ? '' : `${Math.round(value)} ${unit}`),
        ...(filled && { fill: colour(of).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.16)') }),
        ...(dashed && { dash: [6, 5] }),
        ...(stepped && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      })),
    ],
  };
}

/** uPlot gives a single point a whole day. */
const scaleOf = (low: number, high: number): [number, number] => [Math.min(low, high - LEAST_SECONDS), high];

const clock = (second: number, step: number): string =>
  new Date(second * 1000).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    ...(step < 60 && { second: '2-digit' }),
  });

/** A canvas does not know custom properties, nor which of light-dark() holds. */
function resolved(name: string, holder: HTMLElement): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  holder.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
