// Requests of the management API as people make them; operations without a row are called with what their schema asks for.

/** What an operation is called with. */
export interface ManagementSample {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const PASSWORD = 'correct horse battery staple';
/** Two days of November 2026, in milliseconds. */
const SPAN = { from: '1795478400000', to: '1795651200000' };

export const MANAGEMENT_SAMPLES: Readonly<Record<string, ManagementSample>> = {
  signIn: { body: { name: 'ada', password: PASSWORD } },
  signInWithSecondFactor: { body: { flow: 'flow-of-the-first-step', code: '492039' } },
  register: { body: { name: 'ada', password: PASSWORD, email: 'ada@example.com' } },
  setUp: { body: { secret: 'secret-of-the-printed-link', name: 'root', password: PASSWORD } },
  changeProfile: { body: { display_name: 'Ada', preferences: { language: 'zh' } } },
  prove: { body: { password: PASSWORD } },
  endSession: { path: { id: '7' } },
  sendSignInCode: { body: { email: 'ada@example.com', language: 'en' } },
  signInWithCode: { body: { flow: 'flow-of-the-first-step', code: '492039' } },
  mailPasswordLink: { body: { email: 'ada@example.com', language: 'en' } },
  beginOutsideSignIn: { path: { provider: 'github' }, body: { next: '/console/' } },
  linkIdentity: { path: { provider: 'github' } },
  unlinkIdentity: { path: { provider: 'github' } },
  changePassword: { body: { password: 'a longer phrase than before', old: PASSWORD } },
  confirmSecondFactor: { body: { code: '492039' } },
  createAccessToken: { body: { name: 'nightly report', scopes: ['usage.read'], expires_at: 1_798_761_600_000 } },
  createKey: {
    body: {
      name: 'claude-code',
      group: 'default',
      budget: '20',
      models: ['claude-sonnet-4-5', 'claude-haiku-4-5'],
      limits: { requests_per_minute: 60 },
      expires_at: 1_798_761_600_000,
    },
  },
  changeKey: { path: { id: '7' }, body: { budget: '50', enabled: true } },
  listUsage: { query: { ...SPAN, model: 'gpt-4o-mini', limit: '20' } },
  sumUsage: { query: { ...SPAN, step: 'day', by: 'model' } },
  getUsage: { path: { id: 'req_8f2k1m' } },
  listTasks: { query: { state: 'succeeded', limit: '20' } },
  getTask: { path: { id: 'task_8f2k1m' } },
  removeTask: { path: { id: 'task_8f2k1m' } },
  cancelTask: { path: { id: 'task_8f2k1m' } },
  redeemCode: { body: { code: 'TP-7Q4M-2K9X' } },
  getStatement: { query: { month: '2026-11' } },
  exportStatement: { query: { month: '2026-11' } },
  createOrder: { body: { amount: '20', gateway: 'stripe' } },
  searchOrders: { query: { state: 'paid', limit: '20' } },
  settleOrder: {
    path: { id: 'order_8f2k1m' },
    body: { txn: 'pi_3Nq8', note: 'Seen in the dashboard of the provider' },
  },
  creditParkedPayment: { path: { id: 'order_8f2k1m' }, body: { payment: 'pi_3Nq8', amount: '20' } },
  refundPayment: {
    path: { id: 'order_8f2k1m' },
    body: { payment: 'pi_3Nq8', amount: '5', note: 'Half of it was not used' },
  },
  searchAccounts: { query: { q: 'ada', enabled: 'true' } },
  createAccount: {
    body: { name: 'ada', password: PASSWORD, email: 'ada@example.com', group: 'default', balance: '5' },
  },
  changeAccount: { path: { id: '7' }, body: { group: 'vip', limits: { requests_per_minute: 120 } } },
  adjustBalance: {
    path: { id: '7' },
    body: { amount: '5', reason: 'A gift for the first month', reference: 'gift-2026-11' },
  },
  setOverdraft: { path: { id: '7' }, body: { amount: '10' } },
  switchKeyOfAccount: { path: { id: '7', key: '12' }, body: { enabled: false } },
  setPasswordByLink: { body: { secret: 'secret-of-the-link', password: PASSWORD } },
  createOrganisation: {
    body: {
      name: 'Analytical Engines',
      time_zone: 'Asia/Shanghai',
      budgets: [{ period: 'month', scope: 'all', name: '', amount: '500' }],
    },
  },
  changeOrganisation: { path: { id: '3' }, body: { enabled: true, time_zone: 'Europe/London' } },
  adjustOrganisation: { path: { id: '3' }, body: { amount: '100', reason: 'Invoice 2026-118' } },
  putMember: {
    path: { id: '3', account: '7' },
    body: { role: 'member', budgets: [{ period: 'day', scope: 'all', name: '', amount: '10' }] },
  },
  removeMember: { path: { id: '3', account: '7' } },
  issueCodes: { body: { batch: 'spring', count: 50, amount: '10', expires_at: 1_798_761_600_000 } },
  switchCodeBatch: { path: { batch: 'spring' }, body: { enabled: false } },
  switchCode: { path: { id: '12' }, body: { enabled: false } },
  listCodes: { query: { batch: 'spring' } },
  listChanges: { query: { actor: 'root', limit: '20' } },
  changeNoticeSettings: { body: { language: 'zh', threshold: '5' } },
  addNoticeTarget: { body: { kind: 'webhook', url: 'https://example.com/hook' } },
  announce: { body: { title: 'Maintenance on Sunday', body: 'From 02:00 to 03:00 UTC.', tone: 'warning' } },
  setMail: {
    body: {
      host: 'smtp.example.com',
      port: 465,
      security: 'tls',
      user: 'turnpike',
      password: PASSWORD,
      from: 'noreply@example.com',
    },
  },
  testMail: { body: { to: 'ada@example.com' } },
  getModel: { query: { id: 'gpt-4o-mini' } },
  createChannel: {
    body: {
      name: 'openai-main',
      provider: 'openai',
      keys: ['sk-key-of-the-provider'],
      models: ['gpt-4o-mini', { name: 'fast', upstream: 'gpt-4o-mini' }],
      groups: ['default'],
      priority: 10,
    },
  },
  changeChannels: { body: { ids: [3, 4], change: { enabled: false } } },
  changeChannel: { path: { id: '3' }, body: { priority: 20, weight: 2 } },
  switchChannel: { path: { id: '3' }, body: { on: false, reason: 'The provider works on it' } },
  testChannel: { path: { id: '3' }, body: { model: 'gpt-4o-mini' } },
  takeUpstreamModels: { path: { id: '3' }, body: { added: ['gpt-4.1-mini'], gone: [] } },
  listKindModels: { path: { name: 'openai' } },
  explainRequest: { path: { id: 'req_8f2k1m' } },
  putGroup: { path: { name: 'vip' }, body: { multiplier: '0.8', description: 'For regular customers' } },
  removeGroup: { path: { name: 'vip' } },
  putPrice: { body: { model: 'gpt-4o-mini', price: { input: '0.15', output: '0.6', cache_read: '0.075' } } },
  removePrice: { query: { model: 'fast' } },
  comparePrices: { body: { source: 'catalog' } },
  importPrices: { body: { items: [{ model: 'gpt-4o-mini', price: { input: '0.15', output: '0.6' } }] } },
  changeSettings: { body: { changes: { site_name: 'Acme AI' } } },
};
