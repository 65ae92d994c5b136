// A practice Epay site (易支付 V1): submit and mapi, a cashier, notifications, queries and refunds; strict about signatures.

import { createHash } from 'node:crypto';
import type { Visit } from '../exchange.ts';
import { conduct, deliver } from './conduct.ts';
import { sendElsewhere, sendText, showPage } from './page.ts';

/** The one merchant of the site. */
export const EPAY_PID = '1001';
export const EPAY_KEY = '0123456789abcdef0123456789abcdef';

interface Trade {
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly type: string;
  readonly name: string;
  readonly notifyUrl: string;
  readonly returnUrl: string;
  readonly money: string;
  /** What was really paid: sites that tell payers apart by cents, or fees. */
  paid: string;
  status: 0 | 1 | 2;
  readonly at: string;
}

const trades = new Map<string, Trade>();
let count = 0;

export function forgetTrades(): void {
  trades.clear();
}

function sign(parameters: Iterable<readonly [string, string]>): string {
  const text = [...parameters]
    .filter(([name, value]) => value !== '' && name !== 'sign' && name !== 'sign_type')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return createHash('md5')
    .update(text + EPAY_KEY)
    .digest('hex');
}

const now = (): string => new Date().toISOString().slice(0, 19).replace('T', ' ');

function parametersOf(visit: Visit): URLSearchParams {
  return visit.request.method === 'POST' ? new URLSearchParams(visit.body) : visit.query;
}

/** Makes a trade, or says what is wrong. The same number with another sum is refused, as real sites do. */
function makeTrade(parameters: URLSearchParams): Trade | string {
  const said = (name: string): string => parameters.get(name) ?? '';
  if (said('pid') !== EPAY_PID) return '商户不存在';
  if (said('sign_type') !== 'MD5' || said('sign') !== sign(parameters)) return '签名校验失败';
  for (const name of ['out_trade_no', 'notify_url', 'return_url', 'name', 'money'])
    if (said(name) === '') return `${name} 不能为空`;
  if (!/^[A-Za-z0-9]{1,32}$/.test(said('out_trade_no'))) return '订单号格式错误';
  if (!/^\d{1,7}\.\d{2}$/.test(said('money')) || Number(said('money')) <= 0) return '金额不合法';
  if (said('notify_url').includes('?')) return 'notify_url 不能带参数';
  const known = [...trades.values()].find(trade => trade.outTradeNo === said('out_trade_no'));
  if (known !== undefined) return known.money === said('money') ? known : '订单号重复';
  count += 1;
  const trade: Trade = {
    tradeNo: `2026${String(Date.now())}${String(count).padStart(4, '0')}`,
    outTradeNo: said('out_trade_no'),
    type: said('type') || 'alipay',
    name: said('name'),
    notifyUrl: said('notify_url'),
    returnUrl: said('return_url'),
    money: said('money'),
    paid: said('money'),
    status: 0,
    at: now(),
  };
  trades.set(trade.tradeNo, trade);
  return trade;
}

/** `submit.php`: the payer's browser comes here. */
export function serveSubmit(visit: Visit): void {
  const trade = makeTrade(parametersOf(visit));
  if (typeof trade === 'string') {
    sendText(visit, 200, `<!doctype html><title>错误</title><p>${trade}</p>`);
    return;
  }
  sendElsewhere(visit, `/epay/cashier?trade_no=${trade.tradeNo}`);
}

/** `mapi.php`: the merchant's server comes here. */
export function serveMapi(visit: Visit): void {
  const parameters = parametersOf(visit);
  const trade = parameters.get('clientip') === null ? 'clientip 不能为空' : makeTrade(parameters);
  if (typeof trade === 'string') sendText(visit, 200, JSON.stringify({ code: -1, msg: trade }));
  else {
    const payurl = `/epay/cashier?trade_no=${trade.tradeNo}`;
    sendText(visit, 200, JSON.stringify({ code: 1, msg: '', trade_no: trade.tradeNo, payurl }));
  }
}

function notification(trade: Trade): URLSearchParams {
  const parameters = new URLSearchParams({
    pid: EPAY_PID,
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    type: trade.type,
    name: trade.name,
    money: trade.paid,
    trade_status: 'TRADE_SUCCESS',
  });
  parameters.set('sign', sign(parameters));
  parameters.set('sign_type', 'MD5');
  return parameters;
}

async function notify(trade: Trade): Promise<boolean> {
  const parameters = notification(trade).toString();
  const answer =
    conduct.method === 'GET'
      ? await fetch(`${trade.notifyUrl}?${parameters}`)
      : await fetch(trade.notifyUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: parameters,
        });
  return (await answer.text()).trim() === 'success';
}

/** The cashier: shows the trade, and pays it. `money` in the form pays another sum. */
export function serveCashier(visit: Visit): void {
  const form = parametersOf(visit);
  const trade = trades.get(form.get('trade_no') ?? '');
  if (trade === undefined) {
    sendText(visit, 404, '<!doctype html><title>404</title>');
    return;
  }
  if (visit.request.method === 'GET') {
    showPage(visit, {
      title: 'Practice cashier',
      sum: `¥${trade.money} · ${trade.type} · ${trade.outTradeNo}`,
      action: '/epay/cashier',
      fields: { trade_no: trade.tradeNo },
      acts: [
        ['pay', 'Pay'],
        ['leave', 'Leave'],
      ],
    });
    return;
  }
  if (form.get('act') === 'pay' && trade.status === 0) {
    trade.paid = form.get('money') ?? trade.money;
    trade.status = 1;
    deliver(() => notify(trade));
  }
  const query = trade.status === 1 ? `?${notification(trade).toString()}` : '';
  sendElsewhere(visit, trade.returnUrl + query);
}

function orderAnswer(trade: Trade): Record<string, unknown> {
  return {
    code: 1,
    msg: '查询订单号成功！',
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    api_trade_no: '',
    type: trade.type,
    pid: Number(EPAY_PID),
    addtime: trade.at,
    endtime: trade.status === 0 ? null : now(),
    name: trade.name,
    money: trade.paid,
    status: trade.status,
    param: '',
    buyer: '',
  };
}

function findTrade(parameters: URLSearchParams): Trade | undefined {
  const [own, ours] = [parameters.get('trade_no'), parameters.get('out_trade_no')];
  return [...trades.values()].find(trade => trade.tradeNo === own || trade.outTradeNo === ours);
}

const ACTS: Readonly<Record<string, (parameters: URLSearchParams) => unknown>> = {
  order(parameters) {
    const trade = findTrade(parameters);
    return trade === undefined ? { code: -1, msg: '订单号不存在' } : orderAnswer(trade);
  },
  orders: () => ({ code: 1, msg: '', data: [...trades.values()].toReversed().slice(0, 50).map(orderAnswer) }),
  refund(parameters) {
    const trade = findTrade(parameters);
    if (trade?.status !== 1) return { code: -1, msg: '订单未支付' };
    if (Number(parameters.get('money')) !== Number(trade.paid)) return { code: -1, msg: '只支持全额退款' };
    trade.status = 2;
    return { code: 1, msg: '退款成功' };
  },
};

/** `api.php`: queries and refunds; the key itself is the credential. Its answers say that they are HTML. */
export function serveApi(visit: Visit): void {
  const form = new URLSearchParams([...visit.query, ...new URLSearchParams(visit.body)]);
  if (form.get('pid') !== EPAY_PID || form.get('key') !== EPAY_KEY) {
    sendText(visit, 200, JSON.stringify({ code: -3, msg: '商户密钥错误' }));
    return;
  }
  const act = ACTS[form.get('act') ?? ''];
  sendText(visit, 200, JSON.stringify(act === undefined ? { code: -4, msg: 'No act' } : act(form)));
}
