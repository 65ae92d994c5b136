// A real table: headings, cells by column, a row that opens, and a way to the following page.

import type { KeyboardEvent, ReactNode } from 'react';
import styles from './table.module.css';

/** One column. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** The title is said, but takes no room: for a column of buttons. */
  readonly quiet?: boolean;
  /** Numbers and money stand at the right. */
  readonly end?: boolean;
  /** Left out where the page is narrow. */
  readonly minor?: boolean;
  cell(row: Row): ReactNode;
}

interface TableProps<Row> {
  /** What the table lists, for who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string | number;
  /** Opens a row: by click, or Enter on it. */
  onOpen?(row: Row): void;
}

export function Table<Row>({ caption, columns, rows, keyOf, onOpen }: TableProps<Row>) {
  const classOf = ({ end, minor }: Column<Row>): string =>
    [end === true ? styles['end'] : '', minor === true ? styles['minor'] : ''].join(' ').trim();
  const openers = (row: Row) =>
    onOpen === undefined
      ? {}
      : {
          tabIndex: 0,
          className: styles['opens'],
          onClick: () => onOpen(row),
          onKeyDown: (event: KeyboardEvent) => {
            if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
            // Else the same key would press the button that has the focus once the panel is open.
            event.preventDefault();
            onOpen(row);
          },
        };
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={caption}>
      <table className={styles['table']}>
        <caption className="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.key} scope="col" className={classOf(column)}>
                {column.quiet === true ? <span className="hidden-text">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)} {...openers(row)}>
              {columns.map(column => (
                <td key={column.key} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
