// The kinds of notices, who gets them, and their words in both languages: one table.

import { formatUsd } from '../ledger/money.ts';

export type Language = 'en' | 'zh';

type Values = Readonly<Record<string, string>>;

/** One kind of notice. */
interface EventKind {
  /** Whether it is for whoever runs the gateway. */
  readonly operators: boolean;
  readonly title: Readonly<Record<Language, (values: Values) => string>>;
  readonly body: Readonly<Record<Language, (values: Values) => string>>;
  /** Behind our address. */
  readonly path: string;
}

/** An amount for people: two decimals, more where it would be nothing. */
function usd(nano: string | undefined): string {
  const exact = formatUsd(BigInt(nano ?? '0'));
  const [whole = '0', fraction = ''] = exact.split('.');
  return `$${whole}.${(fraction.length <= 2 ? fraction : fraction.slice(0, 4)).padEnd(2, '0')}`;
}

const PROBLEMS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  paid_too_little: { en: 'too little arrived', zh: '实收不足' },
  paid_too_much: { en: 'too much arrived', zh: '实收过多' },
  other_currency: { en: 'another currency arrived', zh: '币种不符' },
  paid_twice: { en: 'it was paid twice', zh: '重复支付' },
  refund_failed: { en: 'a refund failed', zh: '退款失败' },
  dispute_open: { en: 'its payment is disputed', zh: '付款有争议' },
  dispute_won: { en: 'a dispute was won', zh: '争议胜诉' },
  dispute_lost: { en: 'a dispute was lost', zh: '争议败诉' },
};

export const EVENTS = {
  'balance.low': {
    operators: false,
    path: '/console/wallet',
    title: { en: () => 'Your balance is low', zh: () => '余额不足提醒' },
    body: {
      en: ({ nano }) => `${usd(nano)} are left. Top up before calls are refused.`,
      zh: ({ nano }) => `余额仅剩 ${usd(nano)}，请及时充值以免调用被拒。`,
    },
  },
  'spend.jump': {
    operators: false,
    path: '/console/usage',
    title: { en: () => 'Your spending has jumped', zh: () => '消费突增提醒' },
    body: {
      en: ({ nano, usual }) =>
        `${usd(nano)} were spent within two hours; ${usd(usual)} are usual. If that was not you, disable your keys.`,
      zh: ({ nano, usual }) => `两小时内消费 ${usd(nano)}，平时约 ${usd(usual)}。如非本人操作，请停用密钥。`,
    },
  },
  'payment.credited': {
    operators: false,
    path: '/console/wallet',
    title: { en: () => 'Your payment has arrived', zh: () => '充值到账' },
    body: {
      en: ({ amount, order }) => `${amount ?? ''} USD were added to your balance for the order ${order ?? ''}.`,
      zh: ({ amount, order }) => `订单 ${order ?? ''} 已到账 ${amount ?? ''} 美元。`,
    },
  },
  'channel.down': {
    operators: true,
    path: '/console/admin/channels',
    title: {
      en: ({ channel }) => `Channel ${channel ?? ''} is off`,
      zh: ({ channel }) => `渠道 ${channel ?? ''} 已停用`,
    },
    body: {
      en: ({ place, reason }) => `${place ?? ''}: ${reason ?? ''}. Requests go elsewhere where they can.`,
      zh: ({ place, reason }) => `${place ?? ''}：${reason ?? ''}。请求会尽量转到其他渠道。`,
    },
  },
  'payment.trouble': {
    operators: true,
    path: '/console/admin/orders?only=problems',
    title: { en: () => 'An order needs a look', zh: () => '有订单需要处理' },
    body: {
      en: ({ order, gateway, problem }) =>
        `The order ${order ?? ''} at ${gateway ?? ''}: ${PROBLEMS[problem ?? '']?.en ?? problem ?? ''}.`,
      zh: ({ order, gateway, problem }) =>
        `${gateway ?? ''} 的订单 ${order ?? ''}：${PROBLEMS[problem ?? '']?.zh ?? problem ?? ''}。`,
    },
  },
  test: {
    operators: false,
    path: '/console/settings',
    title: { en: () => 'A test', zh: () => '测试通知' },
    body: { en: () => 'Notices arrive here.', zh: () => '通知可以送达。' },
  },
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventType = keyof typeof EVENTS;

/** Kinds that one can choose to hear of, in the order of the settings. */
export const CHOICES = ['balance.low', 'spend.jump', 'payment.credited', 'channel.down', 'payment.trouble'] as const;

export function isEvent(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}

/** A notice in words. */
export interface Words {
  readonly title: string;
  readonly body: string;
  /** Where more is to be seen, or empty where our address is not known. */
  readonly url: string;
}

export function wordsOf(type: EventType, values: Values, language: Language, publicUrl: string): Words {
  const kind: EventKind = EVENTS[type];
  return {
    title: kind.title[language](values),
    body: kind.body[language](values),
    url: publicUrl === '' ? '' : publicUrl + kind.path,
  };
}
