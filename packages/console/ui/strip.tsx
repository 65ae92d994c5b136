// A row of hours as blocks: full where all went well, with a notch for what did not; and the table that it stands for.

import { type ReactNode, useState } from 'react';
import { formatDuration, localeOf } from '../i18n/format.ts';
import { texts, useLanguage, useTexts } from '../i18n/language.tsx';
import { Button } from './button.tsx';
import { type Column, Table } from './table.tsx';
import styles from './strip.module.css';

const TEXTS = texts(
  { table: 'As a table', chart: 'As a chart', hour: 'Hour', served: 'Served', time: 'Mean time', none: 'no calls' },
  { table: '表格', chart: '图表', hour: '小时', served: '成功率', time: '平均用时', none: '无调用' },
);

/** One hour. */
export interface StripHour {
  readonly at: number;
  /** 0 to 1; null without a call. */
  readonly served: number | null;
  readonly meanMs: number | null;
}

const HEIGHT = 24;
/** The least that a failure shows of itself. */
const LEAST_NOTCH = 6;

interface StripProps {
  readonly title: string;
  readonly hours: readonly StripHour[];
  /** What the hours come to, in words. */
  readonly children?: ReactNode;
}

export function Strip({ title, hours, children }: StripProps) {
  const text = useTexts(TEXTS);
  const { language } = useLanguage();
  const [asTable, setAsTable] = useState(false);
  const clock = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const percent = new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: 2 });
  const word = ({ served, meanMs }: StripHour): string =>
    served === null ? text.none : `${percent.format(served)} · ${formatDuration(meanMs ?? 0)}`;
  const columns: readonly Column<StripHour>[] = [
    { key: 'at', title: text.hour, cell: hour => <span className="mono">{clock.format(hour.at)}</span> },
    {
      key: 'served',
      title: text.served,
      end: true,
      cell: ({ served }) => (served === null ? text.none : <span className="mono">{percent.format(served)}</span>),
    },
    {
      key: 'time',
      title: text.time,
      end: true,
      cell: ({ meanMs }) => (meanMs === null ? '' : <span className="mono">{formatDuration(meanMs)}</span>),
    },
  ];
  return (
    <figure className={styles['figure']} aria-label={title}>
      <figcaption className={styles['caption']}>
        <h2>{title}</h2>
        <Button look="bare" onClick={() => setAsTable(!asTable)}>
          {asTable ? text.chart : text.table}
        </Button>
      </figcaption>
      {asTable ? (
        <Table caption={title} columns={columns} rows={hours.toReversed()} keyOf={hour => hour.at} />
      ) : (
        <svg
          viewBox={`0 0 ${hours.length * 10} ${HEIGHT}`}
          className={styles['drawing']}
          preserveAspectRatio="none"
          role="img"
          aria-label={title}
        >
          {hours.map((hour, index) => {
            const lost = hour.served === null ? 0 : 1 - hour.served;
            const notch = lost === 0 ? 0 : Math.max(lost * HEIGHT, LEAST_NOTCH);
            return (
              <g key={hour.at}>
                <title>{`${clock.format(hour.at)}: ${word(hour)}`}</title>
                {hour.served === null ? (
                  <rect x={index * 10} y={HEIGHT / 2 - 1} width="9" height="2" fill="var(--line-strong)" />
                ) : (
                  <>
                    <rect x={index * 10} y="0" width="9" height={HEIGHT - notch} fill="var(--series-3)" />
                    <rect x={index * 10} y={HEIGHT - notch} width="9" height={notch} fill="var(--bad)" />
                  </>
                )}
              </g>
            );
          })}
        </svg>
      )}
      {children}
    </figure>
  );
}
