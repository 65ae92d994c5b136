// Stacked bars over time, from zero, as a drawing and as the table it stands for.

import { type ReactNode, useId, useState } from 'react';
import { texts, useTexts } from '../i18n/language.tsx';
import { Button } from './button.tsx';
import { Table } from './table.tsx';
import styles from './bars.module.css';

const TEXTS = texts(
  { table: 'As a table', chart: 'As a chart', rest: 'Others', day: 'Day' },
  { table: '表格', chart: '图表', rest: '其他', day: '日期' },
);

/** Colours that are told apart; further series are joined into the last. */
const COLOURS = 7;

/** One bar: its parts by the names of their series. */
export interface Bar {
  readonly at: number;
  readonly label: string;
  readonly parts: ReadonlyMap<string, number>;
}

interface BarsProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** A value as it is read: in the table and on hover. */
  show(value: number): ReactNode;
  /** The same as plain text. */
  word(value: number): string;
}

export function Bars({ title, bars, show, word }: BarsProps) {
  const text = useTexts(TEXTS);
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const series = seriesOf(bars, text.rest);
  return (
    <figure className={styles['figure']} aria-labelledby={id}>
      <figcaption id={id} className={styles['caption']}>
        <h2>{title}</h2>
        <Button look="bare" onClick={() => setAsTable(!asTable)}>
          {asTable ? text.chart : text.table}
        </Button>
      </figcaption>
      {asTable ? (
        <BarTable title={title} bars={bars} series={series} show={show} />
      ) : (
        <>
          <Drawing bars={bars} series={series} word={word} title={title} />
          <ul className={styles['legend']}>
            {series.map((name, index) => (
              <li key={name}>
                <span className={styles['swatch']} style={{ background: colour(index) }} aria-hidden="true" />
                {name}
              </li>
            ))}
          </ul>
        </>
      )}
    </figure>
  );
}

const colour = (index: number): string => `var(--series-${Math.min(index, COLOURS) + 1})`;

/** The names in the order of their sums, the small ones joined. */
function seriesOf(bars: readonly Bar[], rest: string): readonly string[] {
  const sums = new Map<string, number>();
  for (const bar of bars) for (const [name, value] of bar.parts) sums.set(name, (sums.get(name) ?? 0) + value);
  const names = [...sums].sort((left, right) => right[1] - left[1]).map(([name]) => name);
  return names.length > COLOURS ? [...names.slice(0, COLOURS - 1), rest] : names;
}

function partOf(bar: Bar, series: readonly string[], name: string): number {
  const own = bar.parts.get(name);
  if (own !== undefined || name !== series.at(-1)) return own ?? 0;
  return [...bar.parts].reduce((sum, [other, value]) => (series.includes(other) ? sum : sum + value), 0);
}

const WIDTH = 720;
const HEIGHT = 150;
/** So many days are named below the bars, at most: what fits on a phone. */
const NAMED = 6;

function Drawing({
  bars,
  series,
  word,
  title,
}: {
  readonly bars: readonly Bar[];
  readonly series: readonly string[];
  word(value: number): string;
  readonly title: string;
}) {
  const totals = bars.map(bar => [...bar.parts.values()].reduce((sum, value) => sum + value, 0));
  const most = Math.max(...totals, 0);
  const step = WIDTH / Math.max(bars.length, 1);
  const scale = most === 0 ? 0 : HEIGHT / most;
  const every = Math.ceil(bars.length / NAMED);
  // The drawing is stretched to its room; words are not part of it, so that they keep their size.
  return (
    <div role="img" aria-label={`${title}: ${word(most)}`}>
      <p className={styles['axis']} aria-hidden="true">
        {word(most)}
      </p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={styles['drawing']}
        aria-hidden="true"
      >
        <line
          x1="0"
          y1={HEIGHT}
          x2={WIDTH}
          y2={HEIGHT}
          stroke="var(--line-strong)"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
        {bars.map((bar, index) => {
          let top = HEIGHT;
          return (
            <g key={bar.at}>
              <title>{`${bar.label}: ${word(totals[index] ?? 0)}`}</title>
              <rect x={index * step} y="0" width={step} height={HEIGHT} fill="transparent" />
              {series.map((name, order) => {
                const height = partOf(bar, series, name) * scale;
                top -= height;
                return (
                  <rect
                    key={name}
                    x={index * step + step * 0.15}
                    y={top}
                    width={step * 0.7}
                    height={height}
                    fill={colour(order)}
                  />
                );
              })}
            </g>
          );
        })}
      </svg>
      <p className={styles['days']} aria-hidden="true">
        {bars.map((bar, index) =>
          (bars.length - 1 - index) % every === 0 ? (
            <span key={bar.at} style={{ left: `${((index + 0.5) / bars.length) * 100}%` }}>
              {bar.label}
            </span>
          ) : null,
        )}
      </p>
    </div>
  );
}

function BarTable({
  title,
  bars,
  series,
  show,
}: {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly series: readonly string[];
  show(value: number): ReactNode;
}) {
  const text = useTexts(TEXTS);
  const columns = [
    { key: 'at', title: text.day, cell: (bar: Bar) => bar.label },
    ...series.map(name => ({
      key: name,
      title: name,
      end: true,
      cell: (bar: Bar) => show(partOf(bar, series, name)),
    })),
  ];
  return <Table caption={title} columns={columns} rows={bars.toReversed()} keyOf={bar => bar.at} />;
}
