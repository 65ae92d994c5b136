// The pages of the console in the order of the navigation, each loaded when it is first shown.

import type { ComponentType } from 'react';
import { deferred } from './deferred.tsx';
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
  /** Fetches its code, once. */
  load(): Promise<unknown>;
}

/** Pages that are shown to whoever comes, signed in or not. */
export const PUBLIC: ReadonlySet<string> = new Set(['/models', '/model']);

const user = (
  path: string,
  name: Page['name'],
  icon: IconName,
  load: () => Promise<{ default: ComponentType }>,
): Page => ({
  path,
  name,
  icon,
  part: 'user',
  ...deferred(load),
});

/** A page that others lead to. */
const hidden: typeof user = (...page) => ({ ...user(...page), part: 'hidden' });

/** A page of the operator's, for whom the permission allows it. */
const operator = (
  path: string,
  name: Page['name'],
  icon: IconName,
  permission: string,
  load: () => Promise<{ default: ComponentType }>,
): Page => ({ ...user(path, name, icon, load), part: 'operator', permission });

export const PAGES: readonly Page[] = [
  user('/', 'overview', 'overview', () => import('./features/overview/page.tsx')),
  user('/playground', 'playground', 'playground', () => import('./features/playground/page.tsx')),
  user('/keys', 'keys', 'keys', () => import('./features/keys/page.tsx')),
  user('/usage', 'usage', 'usage', () => import('./features/usage/page.tsx')),
  user('/tasks', 'tasks', 'tasks', () => import('./features/tasks/page.tsx')),
  user('/models', 'models', 'models', () => import('./features/models/page.tsx')),
  hidden('/model', 'models', 'models', () => import('./features/models/model-page.tsx')),
  user('/wallet', 'wallet', 'wallet', () => import('./features/wallet/page.tsx')),
  user('/settings', 'settings', 'settings', () => import('./features/account/page.tsx')),
  operator('/admin/channels', 'channels', 'channels', 'channels.read', () => import('./features/channels/page.tsx')),
  operator('/admin/prices', 'prices', 'prices', 'prices.read', () => import('./features/prices/page.tsx')),
  operator('/admin/users', 'users', 'users', 'accounts.read', () => import('./features/users/page.tsx')),
  operator(
    '/admin/organisations',
    'organisations',
    'organisations',
    'organisations.read',
    () => import('./features/organisations/page.tsx'),
  ),
  operator('/admin/codes', 'codes', 'codes', 'money.read', () => import('./features/codes/page.tsx')),
  operator('/admin/orders', 'orders', 'orders', 'money.read', () => import('./features/orders/page.tsx')),
  operator('/admin/audit', 'audit', 'audit', 'audit.read', () => import('./features/audit/page.tsx')),
  operator('/admin/notices', 'notices', 'notices', 'settings.read', () => import('./features/notices/page.tsx')),
  operator('/admin/system', 'system', 'system', 'system.read', () => import('./features/system/page.tsx')),
  operator(
    '/admin/settings',
    'siteSettings',
    'settings',
    'settings.read',
    () => import('./features/site-settings/page.tsx'),
  ),
];
