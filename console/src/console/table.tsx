import type { Key, ReactNode } from 'react';

export interface Column<Row> {
  readonly head: string;
  /** Controls stand under a heading that is only read aloud. */
  readonly unseen?: boolean;
  readonly kind?: 'number' | 'quiet' | 'short' | 'url' | 'note' | 'loose';
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => Key;
  readonly columns: readonly Column<Row>[];
}

/** What may be wider than the page scrolls by itself, by keyboard too. */
export function Table<Row>({ name, rows, keyOf, columns }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ head, unseen, kind }) => (
              <th key={head} className={kind === 'number' ? kind : undefined}>
                {unseen ? <span className="visually-hidden">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, kind, cell }) => (
                <td key={head} className={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
