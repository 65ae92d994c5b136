// What each role may do beside using its own account: one table, read by every management route.

import type { Role } from '../store/people.ts';

/** Something that the operator's side allows. `….read` sees, `….write` changes. */
export const PERMISSIONS = [
  'accounts.read',
  'accounts.write',
  'organisations.read',
  'organisations.write',
  'money.read',
  'money.write',
  'channels.read',
  'channels.write',
  'prices.read',
  'prices.write',
  'usage.read',
  'tasks.read',
  'tasks.write',
  'settings.read',
  'settings.write',
  'audit.read',
  'system.read',
  'system.write',
  'owners.write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What an access token can be held to: its owner's own affairs, or a permission that its owner has. */
export const SCOPES = ['self.read', 'self.write', ...PERMISSIONS] as const;

export type Scope = (typeof SCOPES)[number];

const READ = PERMISSIONS.filter(permission => permission.endsWith('.read'));

const ALLOWED: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(PERMISSIONS.filter(permission => permission !== 'owners.write')),
  finance: new Set<Permission>([
    'accounts.read',
    'organisations.read',
    'money.read',
    'money.write',
    'channels.read',
    'prices.read',
    'prices.write',
    'usage.read',
    'audit.read',
  ]),
  support: new Set<Permission>([
    'accounts.read',
    'organisations.read',
    'money.read',
    'channels.read',
    'usage.read',
    'tasks.read',
  ]),
  'read-only': new Set(READ),
  user: new Set(),
};

/** Whether a role allows something. */
export function allows(role: Role, permission: Permission): boolean {
  return ALLOWED[role].has(permission);
}

/** Everything that a role allows, in the order of the table. */
export function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS.filter(permission => allows(role, permission));
}

/** Whether a role steers the gateway: it may pin channels and sees operators' details of a call. */
export function isOperator(role: Role): boolean {
  return role === 'owner' || role === 'admin';
}
