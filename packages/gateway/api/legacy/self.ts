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
import { idOf, ownRoute, quotaOf, textField } from './envelope.ts';
import { putSetting, settingOf } from './notice-settings.ts';

/** The family's numbers: 1 user, 10 administrator, 100 root. */
export function roleNumber(role: Role): number {
  if (role === 'owner') return 100;
  return role === 'admin' ? 10 : 1;
}

/** An account as clients of this family read it. Money is in quota units. */
export async function selfOf(services: Services, account: AccountRow): Promise<Record<string, unknown>> {
  const { store } = services;
  const [profile, identities, purse, sums] = await Promise.all([
    store.profiles.of(account.id),
    store.signIns.identitiesOf(account.id),
    reading(services, () => store.ledger.purse(accountPurse(account.id))),
    store.records.usage({ accountId: account.id, from: 0, to: Date.now() + 3_600_000, step: 'total' }),
  ]);
  const subject = (kind: string): string => {
    const named = services.world().identityProviders.filter(provider => provider.kind === kind);
    return identities.find(({ provider }) => named.some(({ name }) => name === provider))?.subject ?? '';
  };
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
    github_id: subject('github'),
    oidc_id: subject('oidc'),
    discord_id: '',
    wechat_id: '',
    telegram_id: '',
    created_at: Math.floor(account.createdAt / 1000),
    last_login_at: Math.floor(profile.seenAt / 1000),
    sidebar_modules: '',
    setting: await settingOf(services, account.id, profile.preferences),
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
    own('PUT', '/api/user/setting', (visit, { account }) => putSetting(visit, account)),
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
    own('POST', '/api/user/aff_transfer', async () => {
      throw new Failure('invalid_request', 'There is no quota from invitations to transfer.');
    }),
    own('DELETE', '/api/user/self', async () => {
      throw new Failure(
        'invalid_request',
        'Accounts are part of the books and stay. Ask the operator to switch it off.',
      );
    }),
    own('GET', '/api/user/sessions', async (_visit, { account, session }) => {
      const rows = await services.store.sessions.ofAccount(account.id);
      return rows.map(row => ({
        sid: String(row.id),
        current: row.id === session?.id,
        login_method: 'password',
        ip: row.address,
        user_agent: row.agent,
        created_at: Math.floor(row.createdAt / 1000),
        last_active_at: Math.floor(row.seenAt / 1000),
        expires_at: Math.floor(row.expiresAt / 1000),
      }));
    }),
    own('DELETE', '/api/user/sessions/{id}', async ({ exchange }, { account }) => {
      if (!(await services.store.sessions.end(account.id, idOf(exchange))))
        throw new Failure('not_found', 'There is no such session.');
    }),
    own('POST', '/api/user/sessions/revoke-others', (_visit, { account, session }) =>
      services.store.sessions.endOthers(account.id, session?.id ?? 0),
    ),
    own('GET', '/api/user/2fa/status', async (_visit, { account }) => {
      const factor = await services.store.signIns.secondFactor(account.id);
      const enabled = factor?.confirmed === true;
      return { enabled, locked: false, backup_codes_remaining: enabled ? factor.backupCodes.length : 0 };
    }),
    own('GET', '/api/user/passkey', async (_visit, { account }) => {
      const [newest] = await services.store.signIns.passkeysOf(account.id);
      return { enabled: newest !== undefined, last_used_at: newest?.usedAt ?? null };
    }),
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
