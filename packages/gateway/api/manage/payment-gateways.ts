// Accounts at payment providers: shown without their secrets, made, changed and removed where the file does not declare them.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { paymentDocument } from '../../config/payment-document.ts';
import { readPayment } from '../../config/payment-section.ts';
import { readAs, type FileWords } from '../../config/words.ts';
import { decimalText } from '../../payments/amounts.ts';
import type { PaymentGateway } from '../../payments/gateway.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { strict } from './schemas.ts';
import { changeableRow, givenAnew, rowsOf } from './secret-documents.ts';

const PAYMENTS = 'Payments';
const ByName = Type.Object({ name: Type.String({ maxLength: 40 }) });
const Kind = Type.Unsafe<PaymentGateway['provider']>({ enum: ['stripe', 'epay', 'epay_rsa'] });
const Secret = Type.String({ maxLength: 10_000, description: 'Written, and never shown again.' });

const View = Type.Object({
  name: Type.String(),
  provider: Kind,
  enabled: Type.Boolean({ description: 'Off: takes no new orders; what is open is still heard and asked after.' }),
  label: Type.String(),
  currency: Type.String(),
  rate: Type.String({ description: 'Units of the currency for one USD.' }),
  tolerance: Type.String({ description: 'How far a payment may be from what is due, a decimal of the currency.' }),
  methods: Type.Array(Type.String()),
  base_url: Type.String(),
  pid: Type.String({ description: 'The merchant’s number, of Epay.' }),
  sign: Type.String({ description: 'How the key stands in what is signed, of Epay: plain or amp_key.' }),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  place: Type.Union([Type.String(), Type.Null()], { description: 'File and line, where it is declared.' }),
  notify_url: Type.String({ description: 'Empty while public_url is not set.' }),
  open_orders: Type.Boolean({ description: 'Whether orders wait for their payment there.' }),
});

/** The fields of a gateway in the file's own words. */
const FIELDS = {
  enabled: Type.Optional(Type.Boolean()),
  label: Type.Optional(Type.String({ maxLength: 100 })),
  currency: Type.Optional(Type.String({ maxLength: 3 })),
  rate: Type.Optional(Type.String({ maxLength: 30 })),
  tolerance: Type.Optional(Type.String({ maxLength: 30 })),
  methods: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
  base_url: Type.Optional(Type.String({ maxLength: 500 })),
  pid: Type.Optional(Type.String({ maxLength: 100 })),
  sign: Type.Optional(Type.String({ maxLength: 20 })),
  key: Type.Optional(Secret),
  secret_key: Type.Optional(Secret),
  webhook_secrets: Type.Optional(Type.Array(Secret, { maxItems: 5, description: 'Several while one is replaced.' })),
  private_key: Type.Optional(Secret),
  platform_key: Type.Optional(Type.String({ maxLength: 10_000, description: 'The platform’s public key.' })),
};
const SECRETS = ['key', 'secret_key', 'webhook_secrets', 'private_key'] as const;

/** A gateway as the file would write it, its secrets in clear. */
function wordsOf(gateway: PaymentGateway): FileWords {
  const { name, provider, enabled, label, rate, currency, tolerance, methods, baseUrl } = gateway;
  const common = {
    name,
    provider,
    enabled,
    label,
    rate,
    base_url: baseUrl,
    tolerance: decimalText(tolerance, currency),
  };
  switch (gateway.provider) {
    case 'stripe':
      return { ...common, currency, secret_key: gateway.secretKey, webhook_secrets: [...gateway.webhookSecrets] };
    case 'epay':
      return { ...common, methods: [...methods], pid: gateway.pid, key: gateway.key, sign: gateway.sign };
    case 'epay_rsa': {
      const { pid, privateKey, platformKey } = gateway;
      return { ...common, methods: [...methods], pid, private_key: privateKey, platform_key: platformKey };
    }
  }
}

/** What of the words may be shown and logged. */
function withoutSecrets(words: FileWords): FileWords {
  return Object.fromEntries(Object.entries(words).filter(([name]) => !SECRETS.some(secret => secret === name)));
}

async function isOpen(services: Services, gateway: string): Promise<boolean> {
  return (await services.store.orders.list({ gateway, open: true, limit: 1 })).length > 0;
}

async function view(services: Services, gateway: PaymentGateway, declared: boolean): Promise<Static<typeof View>> {
  const { name, provider, enabled, label, currency, rate, tolerance, methods, baseUrl } = gateway;
  const { publicUrl } = services.world().settings;
  return {
    name,
    provider,
    enabled,
    label,
    currency,
    rate,
    tolerance: decimalText(tolerance, currency),
    methods: [...methods],
    base_url: baseUrl,
    pid: gateway.provider === 'stripe' ? '' : gateway.pid,
    sign: gateway.provider === 'epay' ? gateway.sign : '',
    declared,
    place: services.places().get(`payments ${name}`) ?? null,
    notify_url: publicUrl === '' ? '' : `${publicUrl}/pay/${encodeURIComponent(name)}/notify`,
    open_orders: await isOpen(services, name),
  };
}

/** A gateway that is not the file's. @throws Failure */
async function changeable(services: Services, name: string) {
  const row = await changeableRow(services, 'payment', name, { long: 'payment gateway', short: 'gateway' });
  return { row, gateway: services.world().payments.find(one => one.name === name) };
}

/** A gateway that waits for money stays the account that the money comes to; and secrets go only where they belong. */
function checkSameAccount(before: PaymentGateway, after: PaymentGateway, written: FileWords, open: boolean): void {
  const account = (one: PaymentGateway): string =>
    [one.provider, one.currency, one.baseUrl, one.provider === 'stripe' ? '' : one.pid].join(' ');
  if (account(before) === account(after)) return;
  if (open)
    throw new Failure(
      'conflict',
      'Orders wait to be paid at this account. Add another gateway, and switch this one off.',
    );
  const needed = after.provider === 'stripe' ? 'secret_key' : after.provider === 'epay' ? 'key' : 'private_key';
  if (before.baseUrl !== after.baseUrl && written[needed] === undefined) throw givenAnew(needed, 'address');
}

async function write(services: Services, gateway: PaymentGateway, before: DocumentRow | undefined) {
  await services.store.documents.put({ ...paymentDocument(gateway, services.seal, before), declared: false });
  await services.refresh();
  return view(services, gateway, false);
}

export const paymentGatewayOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/payments/gateways',
    id: 'listPaymentGateways',
    tag: PAYMENTS,
    summary: 'Lists the payment gateways, without their secrets, and the address that each provider must be told.',
    who: 'money.read',
    answer: Type.Object({ items: Type.Array(View) }),
    async handle(_caller, _input, { services }) {
      const declared = new Map((await rowsOf(services, 'payment')).map(row => [row.name, row.declared]));
      const { payments } = services.world();
      return { items: await Promise.all(payments.map(one => view(services, one, declared.get(one.name) === true))) };
    },
  }),
  operation({
    method: 'POST',
    path: '/payments/gateways',
    id: 'addPaymentGateway',
    tag: PAYMENTS,
    summary: 'Adds an account at a payment provider, in the words of the configuration file.',
    who: 'settings.write',
    proof: true,
    status: 201,
    body: strict({ ...FIELDS, name: Type.String({ minLength: 1, maxLength: 40 }), provider: Kind }),
    answer: View,
    async handle(_caller, { body }, { services, change }) {
      const gateway = readAs('payment', body, readPayment);
      if ((await rowsOf(services, 'payment')).some(row => row.name === gateway.name))
        throw new Failure('conflict', `name: there is a gateway ${gateway.name} already.`, { param: 'name' });
      const made = await write(services, gateway, undefined);
      await change('payment_gateway.create', `payment_gateway:${gateway.name}`, undefined, withoutSecrets(body));
      return made;
    },
  }),
  operation({
    method: 'PATCH',
    path: '/payments/gateways/{name}',
    id: 'changePaymentGateway',
    tag: PAYMENTS,
    summary: 'Changes an account at a payment provider; fields left out stay, secrets too.',
    description: 'While orders wait to be paid there, it stays the same account: add another, and switch this one off.',
    who: 'settings.write',
    proof: true,
    params: ByName,
    body: strict(FIELDS),
    answer: View,
    async handle(_caller, { params, body }, { services, change }) {
      const { row, gateway } = await changeable(services, params.name);
      const before = gateway === undefined ? { name: row.name } : wordsOf(gateway);
      const after = readAs('payment', { ...before, ...body }, readPayment);
      if (gateway !== undefined) checkSameAccount(gateway, after, body, await isOpen(services, row.name));
      const made = await write(services, after, row);
      const subject = `payment_gateway:${row.name}`;
      await change('payment_gateway.change', subject, withoutSecrets(before), withoutSecrets(wordsOf(after)));
      return made;
    },
  }),
  operation({
    method: 'DELETE',
    path: '/payments/gateways/{name}',
    id: 'removePaymentGateway',
    tag: PAYMENTS,
    summary: 'Removes an account at a payment provider; refused while orders wait to be paid there.',
    who: 'settings.write',
    proof: true,
    params: ByName,
    async handle(_caller, { params }, { services, change }) {
      const { row, gateway } = await changeable(services, params.name);
      if (await isOpen(services, row.name))
        throw new Failure('conflict', 'Orders wait to be paid at this account. Switch it off until they have ended.');
      await services.store.documents.remove('payment', row.name);
      await services.refresh();
      const before = gateway === undefined ? undefined : withoutSecrets(wordsOf(gateway));
      await change('payment_gateway.remove', `payment_gateway:${row.name}`, before);
    },
  }),
];
