/** The straight line nearest to some points, and how much of their spread it explains: 1 is all of it. */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]) {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0);
  const xx = spread(([a]) => (a - x) ** 2);
  const yy = spread(([, b]) => (b - y) ** 2);
  const xy = spread(([a, b]) => (a - x) * (b - y));
  const slope = xy / xx;
  return { slope, fit: xy ** 2 / (xx * yy), at: (where: number): number => y + slope * (where - x) };
}
