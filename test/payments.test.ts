// Payments against practice providers: every order is credited exactly once, however its news comes, and forged news never.

import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../packages/sandbox/main.ts';
import { EPAY_KEY, EPAY_PID } from '../packages/sandbox/payments/epay.ts';
import { Gateway, type ConfigDraft } from './support/gateway.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';
const STRIPE_KEY = 'sk_test_practice';
const WEBHOOK_SECRET = 'whsec_chosen_for_this_test';
let sandbox: Sandbox;
let gateway: Gateway;
let ada: Visitor;
let bob: Visitor;
let root: Visitor;

interface Order {
  readonly id: string;
  readonly url: string;
  readonly state: string;
  readonly due: string;
}
interface Detail {
  readonly order: Order & { readonly problem: string };
  readonly payments: { id: string; txn: string; state: string; credited: string; taken_back: string; worth?: string }[];
}

function draft(secret: string): ConfigDraft {
  return {
    users: [
      { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
      { name: 'ada', password: PASSWORD, keys: [] },
      { name: 'bob', password: PASSWORD, keys: [] },
    ],
    settings: { top_up_amounts: '5, 10, 50+2.5', payment_pace_percent: 1 },
    payments: [
      {
        name: 'card',
        provider: 'stripe',
        secret_key: STRIPE_KEY,
        webhook_secrets: ['whsec_old', secret],
        base_url: sandbox.url,
      },
      {
        name: 'china',
        provider: 'epay',
        base_url: sandbox.url,
        pid: EPAY_PID,
        key: EPAY_KEY,
        rate: '7.2',
        methods: ['alipay', 'wxpay'],
      },
      { name: 'other', provider: 'epay', base_url: sandbox.url, pid: EPAY_PID, key: 'another-key', rate: '7.2' },
    ],
  } as ConfigDraft;
}

async function post(url: string, form: Record<string, string> | string, headers: Record<string, string> = {}) {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(url, { method: 'POST', redirect: 'manual', headers: { ...type, ...headers }, body });
}

const conduct = (wish: Record<string, unknown>) => post(`${sandbox.url}/__sandbox/payments`, JSON.stringify(wish));

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await Gateway.start(draft(WEBHOOK_SECRET));
  await post(
    `${sandbox.url}/v1/webhook_endpoints`,
    { url: `${gateway.url}/pay/card/notify`, 'enabled_events[0]': '*', 'metadata[secret]': WEBHOOK_SECRET },
    { authorization: `Bearer ${STRIPE_KEY}` },
  );
  [root, ada, bob] = (await Promise.all(
    ['root', 'ada', 'bob'].map(name => Visitor.signedIn(gateway.url, name, PASSWORD)),
  )) as [Visitor, Visitor, Visitor];
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  await sandbox?.close();
});

beforeEach(() => conduct({ times: 1, delay_ms: 0, method: 'GET', retry: true }));

async function order(who: Visitor, wish: Record<string, string>): Promise<Order> {
  const answer = await who.post('/orders', wish);
  expect(answer.text).toContain('"id"');
  expect(answer.status).toBe(201);
  return answer.json as Order;
}
const epayOrder = (who = ada) => order(who, { amount: '10', gateway: 'china', method: 'alipay' });
const stripeOrder = (who = ada) => order(who, { amount: '10', gateway: 'card' });

/** What the payer does: follows the address, and pays there. */
async function pay({ url }: Order, more: Record<string, string> = {}): Promise<string> {
  const first = await fetch(url, { redirect: 'manual' });
  const page = new URL(first.headers.get('location') ?? url, url);
  const paid = await post(page.href, { ...Object.fromEntries(page.searchParams), act: 'pay', ...more });
  return paid.headers.get('location') ?? '';
}

async function balance(who: Visitor): Promise<number> {
  return Number(((await who.get('/wallet')).json as { balance: string }).balance);
}
const stateOf = async (who: Visitor, id: string): Promise<string> =>
  ((await who.get(`/orders/${id}`)).json as Order).state;
const detail = async (id: string): Promise<Detail> => (await root.get(`/payments/orders/${id}`)).json as Detail;
const settled = (id: string, state = 'credited', who = ada) =>
  expect.poll(() => stateOf(who, id), { timeout: 20_000, interval: 50 }).toBe(state);
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe.each([
  ['an Epay order', epayOrder],
  ['a Stripe order', stripeOrder],
])('%s', (_name, make) => {
  it.each([
    ['told once', { times: 1 }],
    ['told five times at once', { times: 5 }],
    ['told late, after a poll has found it', { times: 2, delay_ms: 700 }],
    ['never told', { times: 0 }],
  ])(
    'that is paid and %s is credited exactly once',
    async (_how, how) => {
      await conduct(how);
      const before = await balance(ada);
      const made = await make();
      expect(made.state).toBe('pending');
      await pay(made);
      await settled(made.id);
      await pause('delay_ms' in how ? 900 : 150);
      expect(await balance(ada)).toBe(before + 10);
      const { payments } = await detail(made.id);
      expect(payments.map(payment => payment.state)).toEqual(['credited']);
    },
    40_000,
  );

  it('of one account is not to be seen, asked after or cancelled by another', async () => {
    const made = await make();
    expect((await bob.get(`/orders/${made.id}`)).status).toBe(404);
    expect((await bob.post(`/orders/${made.id}/check`, {})).status).toBe(404);
    expect((await bob.post(`/orders/${made.id}/cancellation`, {})).status).toBe(404);
    expect((await bob.get(`/payments/orders/${made.id}`)).status).toBe(403);
    expect((await ada.post(`/orders/${made.id}/cancellation`, {})).json).toMatchObject({ state: 'cancelled', url: '' });
  });

  it('is refunded once, and its credit goes back', async () => {
    const before = await balance(ada);
    const made = await make();
    await pay(made);
    await settled(made.id);
    const [payment] = (await detail(made.id)).payments;
    const wish = { payment: payment?.id, note: 'asked for' };
    const back = await root.post(`/payments/orders/${made.id}/refund`, wish);
    expect(back.json).toMatchObject({ order: { state: 'refunded' }, payments: [{ taken_back: '10' }] });
    expect((await root.post(`/payments/orders/${made.id}/refund`, wish)).status).toBe(400);
    await pause(200);
    expect(await balance(ada)).toBe(before);
  });
});

describe('news of a payment', () => {
  const forge = (parameters: Record<string, string>, key: string) => {
    const text = Object.entries(parameters)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const sign = createHash('md5')
      .update(text + key)
      .digest('hex');
    return new URLSearchParams({ ...parameters, sign, sign_type: 'MD5' }).toString();
  };
  const callback = (id: string, money = '72.00', txn = `x${id}`) => ({
    pid: EPAY_PID,
    trade_no: txn,
    out_trade_no: id,
    type: 'alipay',
    name: 'x',
    money,
    trade_status: 'TRADE_SUCCESS',
  });
  const notify = async (name: string, query: string) => {
    const response = await fetch(`${gateway.url}/pay/${name}/notify?${query}`);
    return { status: response.status, text: await response.text() };
  };

  it('that is forged changes nothing', async () => {
    const made = await epayOrder();
    expect(await notify('china', forge(callback(made.id), 'guess'))).toEqual({ status: 400, text: 'fail' });
    expect(await notify('china', new URLSearchParams(callback(made.id)).toString())).toMatchObject({ status: 400 });
    const event = JSON.stringify({ id: 'evt_x', type: 'checkout.session.completed', livemode: false, data: {} });
    const time = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', 'whsec_guess').update(`${time}.${event}`).digest('hex');
    const refused = await post(`${gateway.url}/pay/card/notify`, event, {
      'stripe-signature': `t=${time},v1=${signature}`,
    });
    expect(refused.status).toBe(400);
    expect((await notify('nobody', '')).status).toBe(404);
    expect(await stateOf(ada, made.id)).toBe('pending');
  });

  it('of another gateway, or for an order that is not there, credits nothing and is kept for operators', async () => {
    const made = await epayOrder();
    const before = await balance(ada);
    expect(await notify('other', forge(callback(made.id), 'another-key'))).toEqual({ status: 200, text: 'success' });
    expect(await notify('china', forge(callback('T404'), EPAY_KEY))).toEqual({ status: 200, text: 'success' });
    expect(await notify('china', forge({ ...callback(made.id), pid: '1002' }, EPAY_KEY))).toMatchObject({
      status: 200,
    });
    expect(await stateOf(ada, made.id)).toBe('pending');
    expect(await balance(ada)).toBe(before);
    const strays = (await root.get('/payments/strays')).text;
    expect(strays).toContain('T404');
    expect(strays).toContain(`of the order ${made.id} of china`);
  });

  it('comes by GET and POST, and before the order was ever opened there', async () => {
    const made = await epayOrder();
    const before = await balance(ada);
    const sent = await post(`${gateway.url}/pay/china/notify`, forge(callback(made.id), EPAY_KEY));
    expect(await sent.text()).toBe('success');
    expect(await stateOf(ada, made.id)).toBe('credited');
    expect(await balance(ada)).toBe(before + 10);
  });

  it('a hundred times at once credits once', async () => {
    const made = await epayOrder();
    const before = await balance(ada);
    const query = forge(callback(made.id), EPAY_KEY);
    const answers = await Promise.all(Array.from({ length: 100 }, () => notify('china', query)));
    expect(new Set(answers.map(answer => answer.text))).toEqual(new Set(['success']));
    expect(await balance(ada)).toBe(before + 10);
  });

  it('with another sum is parked for review, and credited in proportion by an operator, once', async () => {
    const made = await epayOrder();
    const before = await balance(ada);
    await pay(made, { money: '36.00' });
    await settled(made.id, 'paid_mismatch');
    expect(await balance(ada)).toBe(before);
    const found = await detail(made.id);
    expect(found).toMatchObject({ order: { problem: 'paid_too_little' }, payments: [{ state: 'parked', worth: '5' }] });
    expect((await root.get('/payments/orders?only=problems')).text).toContain(made.id);
    const wish = { payment: found.payments[0]?.id };
    expect((await root.post(`/payments/orders/${made.id}/credit`, wish)).status).toBe(200);
    expect((await root.post(`/payments/orders/${made.id}/credit`, wish)).status).toBe(409);
    expect(await balance(ada)).toBe(before + 5);
  });

  it('of a second payment of one order credits it too, and calls an operator', async () => {
    const made = await epayOrder();
    const before = await balance(ada);
    await notify('china', forge(callback(made.id), EPAY_KEY));
    await notify('china', forge(callback(made.id, '72.00', `y${made.id}`), EPAY_KEY));
    expect(await balance(ada)).toBe(before + 20);
    expect((await detail(made.id)).order.problem).toBe('paid_twice');
  });

  it('after the order was cancelled is credited all the same', async () => {
    const made = await epayOrder();
    await ada.post(`/orders/${made.id}/cancellation`, {});
    await notify('china', forge(callback(made.id), EPAY_KEY));
    expect(await stateOf(ada, made.id)).toBe('credited');
  });
});

describe('a Stripe order', () => {
  it('that is paid by bank debit waits until the money is there', async () => {
    const made = await stripeOrder();
    await pay(made, { act: 'later' });
    await settled(made.id, 'processing');
    await pay(made, { act: 'arrived' });
    await settled(made.id);
  });

  it('that is disputed loses its credit, and has it back when the dispute is won', async () => {
    const before = await balance(bob);
    const made = await stripeOrder(bob);
    await pay(made);
    await settled(made.id, 'credited', bob);
    const [payment] = (await detail(made.id)).payments;
    const tell = (status: string) =>
      post(`${sandbox.url}/__sandbox/payments/dispute`, JSON.stringify({ payment_intent: payment?.txn, status }));
    await conduct({ times: 2 });
    await tell('needs_response');
    await settled(made.id, 'disputed', bob);
    expect(await balance(bob)).toBe(before);
    await tell('won');
    await settled(made.id, 'credited', bob);
    await pause(100);
    expect(await balance(bob)).toBe(before + 10);
  });

  it('that is refunded in Stripe’s own panel, in two parts, loses its credit part by part', async () => {
    const made = await order(bob, { amount: '50', gateway: 'card' });
    const before = await balance(bob);
    await pay(made);
    await settled(made.id, 'credited', bob);
    expect(await balance(bob)).toBe(before + 52.5);
    const [payment] = (await detail(made.id)).payments;
    const refund = (amount: string) =>
      post(
        `${sandbox.url}/v1/refunds`,
        { payment_intent: payment?.txn ?? '', amount },
        { authorization: `Bearer ${STRIPE_KEY}` },
      );
    await conduct({ times: 3 });
    await refund('1000');
    await settled(made.id, 'partly_refunded', bob);
    await pause(100);
    expect(await balance(bob)).toBe(before + 42);
    await refund('4000');
    await settled(made.id, 'refunded', bob);
    await pause(100);
    expect(await balance(bob)).toBe(before);
  });
});

describe('an order', () => {
  it('costs exactly what the rate says, with the bonus of its offer', async () => {
    const offer = (await ada.get('/wallet/top-up?amount=19.99')).json as Record<
      string,
      { gateway: string; due: string }[]
    >;
    expect(offer['methods']?.find(one => one.gateway === 'china')?.due).toBe('143.93');
    expect(offer['methods']?.find(one => one.gateway === 'card')?.due).toBe('19.99');
  });

  it('is refused for sums out of bounds and ways that are not offered, at the field', async () => {
    const wrong = async (wish: Record<string, string>) => (await ada.post('/orders', wish)).json;
    expect(await wrong({ amount: '0.5', gateway: 'card' })).toMatchObject({ param: 'amount' });
    expect(await wrong({ amount: '1e9', gateway: 'card' })).toMatchObject({ param: 'amount' });
    expect(await wrong({ amount: '-5', gateway: 'card' })).toMatchObject({ param: 'amount' });
    expect(await wrong({ amount: '5', gateway: 'china', method: 'cash' })).toMatchObject({ param: 'method' });
    expect((await ada.post('/orders', { amount: '5', gateway: 'nobody' })).status).toBe(404);
  });

  it('that was paid while nobody listened is found by one act of an operator', async () => {
    await conduct({ times: 0 });
    const made = await epayOrder(bob);
    await ada.get('/me');
    await pay(made);
    const sums = (await root.post('/payments/reconciliation', {})).json as { checked: number };
    expect(sums.checked).toBeGreaterThan(0);
    expect(await stateOf(bob, made.id)).toBe('credited');
  });

  it('is exported with all others', async () => {
    const response = await fetch(`${gateway.url}/manage/v1/payments/orders.csv`, { headers: { cookie: root.cookie } });
    const text = await response.text();
    expect(text.split('\r\n').length).toBeGreaterThan(15);
    expect(text).toContain(',china,alipay,credited,');
  });

  it('leaves no secret in what the gateway prints', () => {
    for (const secret of [STRIPE_KEY, EPAY_KEY, WEBHOOK_SECRET]) expect(gateway.output).not.toContain(secret);
  });
});

describe('a gateway of the console', () => {
  const made = { name: 'added', provider: 'epay', pid: EPAY_PID, key: EPAY_KEY, rate: '7.2', methods: ['alipay'] };
  const rows = async () => ((await root.get('/payments/gateways')).json as { items: Record<string, unknown>[] }).items;

  it('is set up without the file, takes money, and never tells its secret', async () => {
    expect((await ada.post('/payments/gateways', made)).status).toBe(403);
    const wrong = await root.post('/payments/gateways', { ...made, name: 'Not A Name', base_url: sandbox.url });
    expect([wrong.status, wrong.text.includes('"path":"name"')]).toEqual([400, true]);
    const added = await root.post('/payments/gateways', { ...made, base_url: sandbox.url });
    expect(added.status).toBe(201);
    expect((await root.post('/payments/gateways', { ...made, base_url: sandbox.url })).status).toBe(409);
    const paid = await order(ada, { amount: '5', gateway: 'added', method: 'alipay' });
    // An account that waits for money stays that account.
    expect((await root.patch('/payments/gateways/added', { pid: '7', key: 'x' })).status).toBe(409);
    expect((await root.delete('/payments/gateways/added')).status).toBe(409);
    await pay(paid);
    await settled(paid.id);
    const audit = await root.get('/audit');
    for (const text of [added.text, JSON.stringify(await rows()), audit.text]) expect(text).not.toContain(EPAY_KEY);
  });

  it('keeps its secret where nothing is said of it, and sends it to no other address', async () => {
    const renamed = await root.patch('/payments/gateways/added', { label: 'By phone' });
    expect(renamed.json).toMatchObject({ label: 'By phone', pid: EPAY_PID, declared: false });
    const elsewhere = await root.patch('/payments/gateways/added', { base_url: 'https://elsewhere.example' });
    expect([elsewhere.status, elsewhere.text.includes('"path":"key"')]).toEqual([400, true]);
    const paid = await order(ada, { amount: '5', gateway: 'added', method: 'alipay' });
    await pay(paid);
    await settled(paid.id);
    expect((await root.delete('/payments/gateways/added')).status).toBe(204);
    expect((await rows()).map(({ name }) => name)).toEqual(['card', 'china', 'other']);
  });

  it('that the file declares is shown with its line, and is changed there', async () => {
    const [card] = await rows();
    expect(card).toMatchObject({ name: 'card', declared: true, place: expect.stringMatching(/turnpike\.yaml:\d+$/) });
    expect((await root.patch('/payments/gateways/card', { label: 'x' })).code).toBe('declared_in_file');
    expect((await root.delete('/payments/gateways/card')).code).toBe('declared_in_file');
  });
});
