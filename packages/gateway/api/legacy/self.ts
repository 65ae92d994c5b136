// The account of the new-api family: itself, its models and groups, and what it may do with its money.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { mayPick, multiplierFor } from '../../identity/groups.ts';
import { accountPurse } from '../../ledger/budgets.ts';
import { formatMultiplier } from '../../ledger/money.ts';
import type { Role } from '../../store/people.ts';
import type { AccountRow } from '../../store/store.ts';
import { reading } from '../reading.ts';
import { redeemInto } from '../redemption.ts';
import type { Services } from '../services.ts';
import { ownRoute, quotaOf, textField } from './envelope.ts';

/** The family's numbers: 1 user, 10 administrator, 100 root. */
export function roleNumber(role: Role): number {
  if (role === 'owner') return 100;
  return role === 'admin' ? 10 : 1;
}

/** An account as clients of this family read it. Money is in quota units. */
export async function selfOf(services: Services, account: AccountRow): Promise<Record<string, unknown>> {
  const { store } = services;
  const [profile, purse, sums] = await Promise.all([
    store.profiles.of(account.id),
    reading(services, () => store.ledger.purse(accountPurse(account.id))),
    store.records.usage({ accountId: account.id, from: 0, to: Date.now() + 3_600_000, step: 'total' }),
  ]);
  return {
    id: account.id,
    username: account.name,
    display_name: profile.displayName === '' ? account.name : profile.displayName,
    role: roleNumber(account.role),
    status: account.enabled ? 1 : 2,
    email: profile.email,
    group: account.group,
    quota: quotaOf(purse?.balance ?? 0n),
    used_quota: quotaOf(purse?.spent ?? 0n),
    request_count: sums[0]?.calls ?? 0,
    aff_code: '',
    aff_count: 0,
    aff_quota: 0,
    aff_history_quota: 0,
    inviter_id: 0,
    linux_do_id: '',
    github_id: '',
    setting: '{}',
  };
}

/** The groups that an account may use, by name. */
export function groupsFor(
  services: Services,
  account: AccountRow,
): Record<string, { ratio: number | string; desc: string }> {
  const world = services.world();
  const usable = [...world.groups.values()].filter(group => mayPick(world, account.group, group.name));
  const entries = usable.map(group => {
    const ratio = Number(formatMultiplier(multiplierFor(world, account.group, group.name)));
    return [group.name, { ratio, desc: group.description === '' ? group.name : group.description }] as const;
  });
  const auto = mayPick(world, account.group, 'auto') ? { auto: { ratio: 'auto', desc: 'auto' } } : {};
  return { ...Object.fromEntries(entries), ...auto };
}

/** The account's own routes. */
export function legacySelfRoutes(services: Services): Route[] {
  const own = (method: Route['method'], pattern: string, handle: Parameters<typeof ownRoute>[3]): Route =>
    ownRoute(services, method, pattern, handle);
  return [
    own('GET', '/api/user/self', (_visit, caller) => selfOf(services, caller.account)),
    own('PUT', '/api/user/self', async ({ exchange, body }, { account, session }) => {
      const fields = await body();
      const displayName = textField(fields, 'display_name');
      const password = textField(fields, 'password');
      if (displayName !== undefined)
        await services.store.profiles.put(account.id, { displayName: displayName.slice(0, 100) });
      if (password === undefined || password === '') return;
      if (account.declared)
        throw new Failure('declared_in_file', 'This account is declared in the configuration file. Change it there.');
      if (password.length < 8 || password.length > 128)
        throw new Failure('invalid_request', 'password must be 8 to 128 characters.', { param: 'password' });
      const original = textField(fields, 'original_password') ?? '';
      if (account.passwordHash !== '') await services.signIn.prove(account, { password: original }, exchange.address);
      await services.signIn.setPassword(account, password);
      await services.store.sessions.endOthers(account.id, session?.id ?? 0);
    }),
    own('PUT', '/api/user/setting', async ({ body }, { account }) => {
      const profile = await services.store.profiles.of(account.id);
      const before: unknown = JSON.parse(profile.preferences);
      const notices = await body();
      const preferences = JSON.stringify({ ...Object(before), notices });
      if (preferences.length > 20_000) throw new Failure('invalid_request', 'The settings are too large.');
      await services.store.profiles.put(account.id, { preferences });
    }),
    ...['/api/user/models', '/api/user/available_models'].map(pattern =>
      own('GET', pattern, async ({ exchange }, { account }) => {
        const group = exchange.query.get('group') ?? account.group;
        const world = services.world();
        if (!mayPick(world, account.group, group)) throw new Failure('not_found', 'There is no such group.');
        return world.modelsOf(group);
      }),
    ),
    ...['/api/user/self/groups', '/api/user/groups'].map(pattern =>
      own('GET', pattern, async (_visit, { account }) => groupsFor(services, account)),
    ),
    own('GET', '/api/user/aff', async () => ''),
    own('POST', '/api/user/topup', async ({ exchange, body }, { account }) => {
      const code = textField(await body(), 'key') ?? '';
      return quotaOf(await redeemInto(services, code, account.id, exchange.address));
    }),
    own('GET', '/api/user/checkin', async () => ({ enabled: false, records: [] })),
    own('POST', '/api/user/checkin', async () => {
      throw new Failure('invalid_request', 'Check-in is not offered here.');
    }),
  ];
}
