// One of a few, side by side: buttons of which one is pressed.

import styles from './choices.module.css';

interface ChoicesProps<Value extends string> {
  /** What is chosen, for who cannot see it. */
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value;
  onChoose(value: Value): void;
}

export function Choices<Value extends string>({ label, options, chosen, onChoose }: ChoicesProps<Value>) {
  return (
    <div role="group" aria-label={label} className={styles['choices']}>
      {options.map(option => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === chosen}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
