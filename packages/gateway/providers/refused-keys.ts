// A 403 that is about the key or its account, and not about one model: rows that hold for every kind, behind its own.

import type { FailureRow } from './failing.ts';

/** Codes by which providers name a key, an account or an address that they no longer serve. */
const CODES =
  /^(?:(?:account|user|organization|workspace|project)_(?:deactivated|suspended|disabled|banned|locked|restricted|blocked)|access_terminated|billing_not_active|(?:api_key|token)_(?:disabled|revoked|expired|invalid|blocked|leaked)|(?:invalid|incorrect|unknown)_(?:api_key|token|authentication)(?:_error)?|authentication_error|ip_not_(?:authorized|allowed)|unsupported_country_region_territory)$/i;

const WHO =
  'api[ _-]?key|token|credential|account|organi[sz]ation|workspace|team|project|consumer|subscription|user (?:account|has been|is)';
const STATES =
  'suspended|deactivated|disabled|blocked|banned|locked|revoked|expired|terminated|restricted|leaked|not active|invalid|incorrect';

/** `Consumer 'api_key:…' has been suspended`, `Your API key was reported as leaked`, `该令牌已过期`. */
const WORDS = new RegExp(
  [
    `\\b(?:${WHO})s?\\b.{0,80}\\b(?:${STATES})\\b`,
    `\\b(?:invalid|incorrect|unknown|wrong|expired|disabled|blocked)\\b.{0,20}\\b(?:${WHO})\\b`,
    String.raw`\bauthori[sz]ation failed|authentication failed|correct credentials`,
    String.raw`\bIP\b.{0,60}(?:not (?:allowed|authori[sz]ed)|blocked|whitelist)`,
    '(?:令牌|密钥|账号|账户|用户|帐号|帐户).{0,12}(?:过期|禁用|封禁|冻结|停用|不可用|无效)',
  ].join('|'),
  'i',
);

/** What names a model is about that model (`Your organization has disabled the model x`), and some refuse a content. */
const OF_A_CALL = /\bmodels?\b|\bendpoint\b|\bdeployment\b|模型|content|prompt|moderat|safety|sensitive|polic/i;

/** 401 switches the key off for every model; what no row knows rests the one model. */
export const REFUSED_KEYS: readonly FailureRow[] = [
  { status: [403], code: CODES, means: 401 },
  { status: [403], words: WORDS, unless: OF_A_CALL, means: 401 },
];

/** Google's reasons, in the details of its errors: the key, its restrictions, or its project. */
export const GOOGLE_KEYS: readonly FailureRow[] = [
  { status: [403], code: /^BILLING_DISABLED$/, means: 402 },
  {
    status: [400, 403],
    code: /^(?:SERVICE_DISABLED|CONSUMER_(?:SUSPENDED|INVALID)|ACCESS_TOKEN_\w+|API_KEY_\w+)$/,
    means: 401,
  },
  { status: [403], words: /has not been used in project|reported as leaked/i, means: 401 },
];
