import type { Fleet } from '@switchboard/client';
import { Table } from './table.tsx';
import { mebibytes } from './words.ts';

export function Nodes({ nodes }: { nodes: Fleet['nodes'] }) {
  if (nodes.length === 0) return <p className="quiet">No session pod is heard of.</p>;
  return (
    <Table
      name="Nodes"
      rows={nodes}
      keyOf={({ node }) => node ?? ''}
      columns={[
        { head: 'Node', cell: ({ node }) => node ?? <span className="quiet">not placed yet</span> },
        { head: 'Sessions', kind: 'number', cell: ({ sessions }) => sessions },
        { head: 'Warm', kind: 'number', cell: ({ pods, sessions }) => pods - sessions },
        { head: 'Memory of its pods', kind: 'loose', cell: (node) => <Memory node={node} /> },
      ]}
    />
  );
}

function Memory({ node }: { node: Fleet['nodes'][number] }) {
  const { memoryNowBytes, memoryPeakBytes, memoryLimitBytes } = node;
  return (
    <>
      <progress max={memoryLimitBytes || 1} value={memoryNowBytes} aria-label={`Memory on ${node.node ?? 'no node'}`} />
      <span className="quiet small">
        {mebibytes(memoryNowBytes)} of {mebibytes(memoryLimitBytes)}, the largest pod {mebibytes(memoryPeakBytes)}
      </span>
    </>
  );
}
