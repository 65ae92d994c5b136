// The pages of the console in the order of the navigation, each loaded when it is first shown.

import { type ComponentType, lazy } from 'react';
import type { ShellText } from './shell/strings.ts';
import type { IconName } from './ui/icon.tsx';

/** One page. */
export interface Page {
  /** Behind `/console`. */
  readonly path: string;
  /** Its name in the shell's strings. */
  readonly name: keyof ShellText['pages'];
  readonly icon: IconName;
  /** Whether it stands in the navigation, and in which part. */
  readonly part: 'user' | 'operator' | 'hidden';
  /** What the account's role must allow to see it. */
  readonly permission?: string;
  readonly component: ComponentType;
}

export const PAGES: readonly Page[] = [
  {
    path: '/settings',
    name: 'settings',
    icon: 'settings',
    part: 'user',
    component: lazy(() => import('./features/account/page.tsx')),
  },
];
