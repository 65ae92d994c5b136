// How far long work is: a bar with its number.

import styles from './progress.module.css';

interface ProgressProps {
  /** 0 to 100. */
  readonly value: number;
  /** What is under way. */
  readonly label: string;
}

export function Progress({ value, label }: ProgressProps) {
  return (
    <div className={styles['progress']}>
      <progress max={100} value={value} aria-label={label} />
      <span className="mono">{Math.round(value)} %</span>
    </div>
  );
}
