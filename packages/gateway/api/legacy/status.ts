// What the new-api family's consoles and account managers ask first: what this site is, and which ways in it has.

import { releaseOf } from '../../config/release.ts';
import type { World } from '../../world.ts';
import type { Visit } from './envelope.ts';

const started = Math.floor(Date.now() / 1000);

/** Programs that a key can be handed to, by the family's own marks; the reader puts key and address in. */
const CHATS: readonly Readonly<Record<string, string>>[] = [
  { 'Cherry Studio': 'cherrystudio://providers/api-keys?v=1&data={cherryConfig}' },
  {
    'CC Switch': 'ccswitch://v1/import?resource=provider&app=claude&name=Turnpike&endpoint={address}&apiKey={key}',
  },
  { DeepChat: 'deepchat://provider/install?v=1&data={deepchatConfig}' },
  { AionUI: 'aionui://provider/add?v=1&data={aionuiConfig}' },
  { NextChat: 'https://app.nextchat.dev/#/?settings={"key":"{key}","url":"{address}"}' },
  { OpenCat: 'opencat://team/join?domain={address}&token={key}' },
  { AMA: 'ama://set-api-key?server={address}&key={key}' },
];

/** The first provider of a kind, by the family's own fields. */
function outside({ identityProviders }: World): Record<string, unknown> {
  const github = identityProviders.find(({ kind }) => kind === 'github');
  const oidc = identityProviders.find(({ kind }) => kind === 'oidc');
  return {
    github_oauth: github !== undefined,
    github_client_id: github?.clientId ?? '',
    oidc_enabled: oidc !== undefined,
    oidc_client_id: oidc?.clientId ?? '',
    oidc_authorization_endpoint: '',
    linuxdo_oauth: false,
    linuxdo_client_id: '',
    discord_oauth: false,
    telegram_oauth: false,
    wechat_login: false,
  };
}

/** Announcements in the family's fields; to nobody but who has signed in, as in the console. */
async function announcementsOf({ services, exchange }: Visit): Promise<readonly Record<string, unknown>[]> {
  const caller = await services.callers.find(exchange.request).catch(() => undefined);
  if (caller === undefined) return [];
  const rows = await services.store.announcements.forAccount(caller.account.id);
  return rows.map(({ id, title, body, tone, fromAt }) => ({
    id,
    content: body === '' ? title : `${title}\n\n${body}`,
    publishDate: new Date(fromAt).toISOString(),
    type: tone === 'warning' ? 'warning' : 'default',
    extra: '',
  }));
}

/** The notice of the site: its newest announcement. */
export async function noticeOf(visit: Visit): Promise<string> {
  const [newest] = await announcementsOf(visit);
  return newest === undefined ? '' : String(newest['content']);
}

export async function statusOf(visit: Visit): Promise<Record<string, unknown>> {
  const world = visit.services.world();
  const { settings, payments } = world;
  const announcements = await announcementsOf(visit);
  const open = settings.registration !== 'off';
  return {
    version: releaseOf(),
    start_time: started,
    system_name: settings.siteName,
    logo: '',
    footer_html: '',
    server_address: settings.publicUrl,
    docs_link: '/docs',
    top_up_link: '',
    quota_per_unit: 500_000,
    quota_display_type: 'USD',
    display_in_currency: true,
    custom_currency_symbol: '$',
    custom_currency_exchange_rate: 1,
    usd_exchange_rate: 1,
    price: 1,
    stripe_unit_price: 1,
    min_topup: Math.ceil(Number(settings.topUpMinimum)),
    enable_online_topup: payments.some(({ enabled, provider }) => enabled && provider !== 'stripe'),
    enable_stripe_topup: payments.some(({ enabled, provider }) => enabled && provider === 'stripe'),
    register_enabled: open,
    password_login_enabled: true,
    password_register_enabled: open,
    // Registration asks for no code; a mail that is given is proven by signing in with it.
    email_verification: false,
    turnstile_check: false,
    turnstile_site_key: '',
    ...outside(world),
    passkey_login: settings.publicUrl !== '',
    passkey_display_name: settings.siteName,
    checkin_enabled: false,
    enable_drawing: true,
    enable_task: true,
    enable_data_export: true,
    enable_batch_update: false,
    data_export_default_time: 'hour',
    default_collapse_sidebar: false,
    mj_notify_enabled: false,
    demo_site_enabled: false,
    self_use_mode_enabled: false,
    default_use_auto_group: false,
    user_agreement_enabled: false,
    privacy_policy_enabled: false,
    api_info_enabled: false,
    faq_enabled: false,
    uptime_kuma_enabled: false,
    announcements_enabled: announcements.length > 0,
    chats: CHATS,
    announcements,
    faq: [],
    api_info: [],
    setup: true,
  };
}
