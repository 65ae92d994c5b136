// Buttons: one signal for the thing to do next, plain for the rest, bad for what destroys.

import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './button.module.css';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly look?: 'signal' | 'plain' | 'bare' | 'bad';
  readonly icon?: IconName;
  /** Work is under way: the button waits and says so. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

export function Button({ look = 'plain', icon, busy = false, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`${styles['button']} ${styles[look]}`}
      aria-busy={busy || undefined}
      disabled={rest.disabled === true || busy}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'children'> {
  readonly icon: IconName;
  /** What it does: said, and shown on hover. */
  readonly label: string;
}

export function IconButton({ icon, label, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} className={`${styles['button']} ${styles['bare']} ${styles['square']}`} title={label}>
      <Icon name={icon} label={label} />
    </button>
  );
}
