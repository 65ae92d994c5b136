// The section of payment gateways: accounts at Stripe, and at sites that speak the Epay protocol.

import { parseMultiplier } from '../ledger/money.ts';
import { smallestUnits } from '../payments/amounts.ts';
import { rsaPrivateKey, rsaPublicKey } from '../payments/epay-rsa.ts';
import type { PaymentGateway } from '../payments/gateway.ts';
import { required, texts, type Fields } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

const COMMON = ['name', 'provider', 'enabled', 'label', 'rate', 'tolerance', 'base_url'];
const FIELDS = {
  stripe: [...COMMON, 'currency', 'secret_key', 'webhook_secret', 'webhook_secrets'],
  epay: [...COMMON, 'methods', 'pid', 'key', 'sign'],
  epay_rsa: [...COMMON, 'methods', 'pid', 'private_key', 'platform_key'],
} as const;

const DEFAULT_METHODS = ['alipay', 'wxpay'];

/** The name of a gateway stands in the address that its provider calls. */
export const GATEWAY_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

function addressOf(field: YamlNode | undefined): string | undefined {
  const text = field?.text()?.replace(/\/+$/, '');
  if (text === undefined || /^https?:\/\/[^?#\s]+$/.test(text)) return text;
  field?.fault('must be a URL without a query, such as https://pay.example.com');
  return undefined;
}

function commonOf(fields: Fields, currency: string) {
  const rate = fields.get('rate')?.value('how many units of its currency one USD costs, such as "7.2"', text => {
    if (parseMultiplier(text, 'a rate') === 0n) throw new Error('a rate is more than zero');
    return text;
  });
  const tolerance = fields.get('tolerance')?.value('an amount of its currency such as "0.10"', text => {
    const units = smallestUnits(text, currency);
    if (units === undefined) throw new Error(`this is no amount of ${currency}`);
    return units;
  });
  return {
    enabled: fields.get('enabled')?.switch() ?? true,
    label: fields.get('label')?.text() ?? '',
    rate: rate ?? '1',
    tolerance: tolerance ?? 0n,
  };
}

/** Reads a payment gateway. */
export function readPayment(node: YamlNode): PaymentGateway | undefined {
  const all = node.fields([...new Set(Object.values(FIELDS).flat())]);
  const name = required(node, all, 'name');
  if (name !== undefined && !GATEWAY_NAME.test(name))
    all.get('name')?.fault('must be lower-case letters, digits, - and _: it stands in an address');
  required(node, all, 'provider');
  const provider = all.get('provider')?.word(['stripe', 'epay', 'epay_rsa'] as const);
  if (provider === undefined || name === undefined) return undefined;
  const fields = node.fields(FIELDS[provider]);
  switch (provider) {
    case 'stripe':
      return readStripe(node, fields, name);
    case 'epay':
      return readEpay(node, fields, name);
    case 'epay_rsa':
      return readEpayRsa(node, fields, name);
  }
}

function readStripe(node: YamlNode, fields: Fields, name: string): PaymentGateway | undefined {
  const currency = fields.get('currency')?.value('a currency such as usd', text => {
    if (!/^[a-z]{3}$/i.test(text)) throw new Error('a currency has three letters');
    return text.toLowerCase();
  });
  if (currency !== undefined && currency !== 'usd' && !fields.has('rate'))
    node.fault('lacks the field "rate": how many units of its currency one USD costs');
  const secretKey = required(node, fields, 'secret_key');
  const one = fields.get('webhook_secret')?.text();
  const webhookSecrets = [...(one === undefined ? [] : [one]), ...(texts(fields.get('webhook_secrets')) ?? [])];
  if (webhookSecrets.length === 0) node.fault('lacks the field "webhook_secret": whsec_… of the endpoint at Stripe');
  const baseUrl = addressOf(fields.get('base_url')) ?? 'https://api.stripe.com';
  if (secretKey === undefined) return undefined;
  const common = commonOf(fields, currency ?? 'usd');
  return {
    ...common,
    name,
    provider: 'stripe',
    currency: currency ?? 'usd',
    methods: [''],
    baseUrl,
    secretKey,
    webhookSecrets,
  };
}

function readEpay(node: YamlNode, fields: Fields, name: string): PaymentGateway | undefined {
  required(node, fields, 'base_url');
  if (!fields.has('rate')) node.fault('lacks the field "rate": how many yuan one USD costs');
  const pid = required(node, fields, 'pid');
  const key = required(node, fields, 'key');
  const baseUrl = addressOf(fields.get('base_url'));
  const common = commonOf(fields, 'cny');
  if (pid === undefined || key === undefined || baseUrl === undefined) return undefined;
  return {
    ...common,
    name,
    provider: 'epay',
    currency: 'cny',
    methods: texts(fields.get('methods')) ?? DEFAULT_METHODS,
    baseUrl,
    pid,
    key,
    sign: fields.get('sign')?.word(['plain', 'amp_key'] as const) ?? 'plain',
  };
}

function readEpayRsa(node: YamlNode, fields: Fields, name: string): PaymentGateway | undefined {
  required(node, fields, 'base_url');
  if (!fields.has('rate')) node.fault('lacks the field "rate": how many yuan one USD costs');
  const pid = required(node, fields, 'pid');
  const privateKey = keyIn(node, fields, 'private_key', rsaPrivateKey);
  const platformKey = keyIn(node, fields, 'platform_key', rsaPublicKey);
  const baseUrl = addressOf(fields.get('base_url'));
  if (pid === undefined || privateKey === undefined || platformKey === undefined || baseUrl === undefined)
    return undefined;
  const methods = texts(fields.get('methods')) ?? DEFAULT_METHODS;
  const common = commonOf(fields, 'cny');
  return { ...common, name, provider: 'epay_rsa', currency: 'cny', methods, baseUrl, pid, privateKey, platformKey };
}

function keyIn(node: YamlNode, fields: Fields, name: string, read: (text: string) => unknown): string | undefined {
  required(node, fields, name);
  return fields.get(name)?.value('an RSA key: PEM, or the bare base64 of it', text => {
    read(text);
    return text;
  });
}
