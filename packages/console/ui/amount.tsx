// Money, times and counts as a page shows them: short to read, exact in the title.

import { formatCount, formatMoney, formatShort, formatTime, fullTime } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.tsx';
import styles from './amount.module.css';

/** An amount in USD; `exact` is the decimal text of the API. */
export function Money({ exact }: { readonly exact: string }) {
  const tone = exact.startsWith('-') ? styles['bad'] : '';
  return (
    <span className={`mono ${tone}`} title={`${exact} USD`}>
      {formatMoney(exact)}
    </span>
  );
}

/** A moment, milliseconds since the epoch. */
export function Moment({ at }: { readonly at: number }) {
  const { language } = useLanguage();
  return (
    <time className={styles['time']} dateTime={new Date(at).toISOString()} title={fullTime(at, language)}>
      {formatTime(at, language)}
    </time>
  );
}

/** A count; long ones are shortened. */
export function Count({ value }: { readonly value: number }) {
  const { language } = useLanguage();
  return (
    <span className="mono" title={formatCount(value, language)}>
      {value < 100_000 ? formatCount(value, language) : formatShort(value, language)}
    </span>
  );
}
