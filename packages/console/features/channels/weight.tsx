// The weight of a channel: set by dragging, by the arrow keys, or left alone; with the share of the calls that it makes.

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { texts, useTexts } from '../../i18n/language.tsx';
import { changeAll, type Channel, useChannelWork } from './queries.ts';
import styles from './weight.module.css';

const TEXTS = texts(
  {
    label: (name: string) => `Weight of ${name}`,
    value: (weight: number, share: number) => `${weight}, ${share} percent of the calls that it shares`,
    help: 'Drag, or use the arrow keys.',
  },
  {
    label: (name: string) => `${name} 的权重`,
    value: (weight: number, share: number) => `${weight}，占共同调用的 ${share}%`,
    help: '拖动，或用方向键调整。',
  },
);

/** Weights are set anew this long after the last change, milliseconds: dragging is one change. */
const SETTLED_MS = 500;
const MOST = 1_000;
const PIXELS_A_STEP = 8;
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
};

/** The share of a channel among those that stand beside it, percent; `weight` in place of its own. */
function shareOf(row: Channel, rows: readonly Channel[], weight: number): number {
  const beside = rows.filter(one => row.beside.includes(one.id) && !one.drained);
  const all = beside.reduce((sum, one) => sum + one.weight, weight);
  return all === 0 ? 0 : Math.round((weight / all) * 100);
}

interface WeightProps {
  readonly row: Channel;
  readonly rows: readonly Channel[];
  readonly mayWrite: boolean;
}

export function Weight({ row, rows, mayWrite }: WeightProps) {
  const text = useTexts(TEXTS);
  const [weight, setWeight] = useState(row.weight);
  const drag = useRef<{ readonly x: number; readonly from: number }>(undefined);
  const save = useChannelWork((wanted: number) => changeAll([row.id], { weight: wanted }));
  const { mutate } = save;
  useEffect(() => setWeight(row.weight), [row.weight]);
  useEffect(() => {
    if (weight === row.weight) return undefined;
    const timer = setTimeout(() => mutate(weight), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [weight, row.id, row.weight, mutate]);
  const set = (value: number) => setWeight(Math.min(Math.max(Math.round(value), 0), MOST));
  const share = shareOf(row, rows, weight);
  const shown = (
    <>
      <span className="mono">
        {row.priority} · {weight}
      </span>
      <span className={styles['share']}>{share} %</span>
      <span className={styles['bar']} aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </span>
    </>
  );
  if (!mayWrite || row.declared) return <span className={styles['weight']}>{shown}</span>;
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(weight + step);
  };
  const begin = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, from: weight };
  };
  const move = (event: PointerEvent) => {
    if (drag.current !== undefined) set(drag.current.from + (event.clientX - drag.current.x) / PIXELS_A_STEP);
  };
  return (
    <span
      role="spinbutton"
      tabIndex={0}
      className={`${styles['weight']} ${styles['free']}`}
      aria-label={text.label(row.name)}
      aria-valuenow={weight}
      aria-valuemin={0}
      aria-valuemax={MOST}
      aria-valuetext={text.value(weight, share)}
      aria-busy={save.isPending || undefined}
      title={text.help}
      onKeyDown={press}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => (drag.current = undefined)}
      onPointerCancel={() => (drag.current = undefined)}
    >
      {shown}
    </span>
  );
}
