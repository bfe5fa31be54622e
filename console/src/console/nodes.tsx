import type { Fleet } from '@switchboard/client';
import { Scroll } from './scroll.tsx';
import { mebibytes } from './words.ts';

export function Nodes({ nodes }: { nodes: Fleet['nodes'] }) {
  if (nodes.length === 0) return <p className="quiet">No session pod is heard of.</p>;
  return (
    <Scroll name="Nodes">
      <table>
        <thead>
          <tr>
            <th>Node</th>
            <th className="number">Sessions</th>
            <th className="number">Warm</th>
            <th>Memory of its pods</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ node, pods, sessions, memoryNowBytes, memoryPeakBytes, memoryLimitBytes }) => (
            <tr key={node ?? ''}>
              <td>{node ?? <span className="quiet">not placed yet</span>}</td>
              <td className="number">{sessions}</td>
              <td className="number">{pods - sessions}</td>
              <td className="loose">
                <progress
                  max={memoryLimitBytes || 1}
                  value={memoryNowBytes}
                  aria-label={`Memory on ${node ?? 'no node'}`}
                />
                <span className="quiet small">
                  {mebibytes(memoryNowBytes)} of {mebibytes(memoryLimitBytes)}, the largest pod{' '}
                  {mebibytes(memoryPeakBytes)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
