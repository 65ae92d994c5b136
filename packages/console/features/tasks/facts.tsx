// What of a task stands in every view: its state in a word, and its money.

import { useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { isOver, type Task } from './live.ts';
import { TASKS } from './strings.ts';
import styles from './tasks.module.css';

/** What it costs, or what is held for it while it runs. */
export function Cost({ task }: { readonly task: Task }) {
  const text = useTexts(TASKS);
  if (isOver(task)) return <Money exact={task.cost} />;
  return (
    <span className="soft" title={text.held}>
      ≤ <Money exact={task.held} />
    </span>
  );
}

export function State({ task }: { readonly task: Task }) {
  const text = useTexts(TASKS);
  const tone =
    task.state === 'failed' || task.state === 'expired'
      ? styles['bad']
      : task.state === 'succeeded'
        ? styles['good']
        : '';
  return <span className={tone}>{text.states[task.state]}</span>;
}
