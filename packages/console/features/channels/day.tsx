// The last day of a channel as 96 blocks: how many tries each quarter of an hour had shows as presence, failures as a notch.

import { formatCount } from '../../i18n/format.ts';
import { localeOf } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import type { Channel } from './queries.ts';
import { CHANNELS } from './strings.ts';
import styles from './channels.module.css';

type Day = Channel['day'];

const HEIGHT = 20;
const QUARTER_MS = 900_000;
/** The least that a failure shows of itself, of the height. */
const LEAST_NOTCH = 5;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Tries of a day, and of them those that failed. */
export function totals({ tries, failed }: Day): { readonly tries: number; readonly failed: number } {
  return { tries: sum(tries), failed: sum(failed) };
}

export function DayStrip({ day }: { readonly day: Day }) {
  const text = useTexts(CHANNELS);
  const { language } = useLanguage();
  const clock = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit' });
  const all = totals(day);
  const label = text.day(formatCount(all.tries, language), formatCount(all.failed, language));
  return (
    <svg
      className={styles['day']}
      viewBox={`0 0 ${day.tries.length * 2} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {day.tries.map((tries, index) => {
        const failed = day.failed[index] ?? 0;
        const notch = failed === 0 ? 0 : Math.max((failed / tries) * HEIGHT, LEAST_NOTCH);
        const at = day.from + index * QUARTER_MS;
        return (
          <g key={at}>
            <title>{`${clock.format(at)} · ${text.block(tries, failed)}`}</title>
            <rect className={styles['reach']} x={index * 2} y={0} width={2} height={HEIGHT} />
            {tries === 0 ? (
              <rect className={styles['quiet']} x={index * 2} y={HEIGHT / 2 - 1} width={1.5} height={2} />
            ) : (
              <>
                <rect className={styles['fine']} x={index * 2} y={0} width={1.5} height={HEIGHT - notch} />
                <rect className={styles['poor']} x={index * 2} y={HEIGHT - notch} width={1.5} height={notch} />
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}

interface Hour {
  readonly at: number;
  readonly tries: number;
  readonly failed: number;
}

/** The same day as a table, by hours, newest first; hours without a call are left out. */
export function DayTable({ day }: { readonly day: Day }) {
  const text = useTexts(CHANNELS);
  const { language } = useLanguage();
  const clock = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const hours = new Map<number, Hour>();
  day.tries.forEach((tries, index) => {
    const at = Math.floor((day.from + index * QUARTER_MS) / (4 * QUARTER_MS)) * 4 * QUARTER_MS;
    const before = hours.get(at) ?? { at, tries: 0, failed: 0 };
    hours.set(at, { at, tries: before.tries + tries, failed: before.failed + (day.failed[index] ?? 0) });
  });
  const rows = [...hours.values()].filter(hour => hour.tries > 0).toReversed();
  const columns: readonly Column<Hour>[] = [
    { key: 'hour', title: text.hour, cell: hour => <span className="mono">{clock.format(hour.at)}</span> },
    { key: 'tries', title: text.tries, end: true, cell: hour => formatCount(hour.tries, language) },
    { key: 'failed', title: text.failed, end: true, cell: hour => formatCount(hour.failed, language) },
  ];
  return rows.length === 0 ? null : (
    <Table caption={text.dayTable} columns={columns} rows={rows} keyOf={hour => hour.at} />
  );
}
