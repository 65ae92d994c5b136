// One order in full: what was asked for, what arrived, what providers told, and the acts that put it right.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { OrderDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Acts, Facts } from '../../ui/list.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { OrderState } from '../wallet/orders.tsx';
import { ALL_ORDERS_KEY } from './queries.ts';
import { ORDERS } from './strings.ts';
import styles from './orders.module.css';

type Payment = OrderDetail['payments'][number];

export function OrderPanel({ id, onClose }: { readonly id: string; onClose(): void }) {
  const text = useTexts(ORDERS);
  const order = useQuery({
    queryKey: [...ALL_ORDERS_KEY, 'one', id],
    queryFn: () => answerOf(client.GET('/manage/v1/payments/orders/{id}', { params: { path: { id } } })),
  });
  return (
    <Dialog title={text.order} look="panel" onClose={onClose}>
      {order.isPending ? <Loading /> : null}
      {order.isError ? <Failed error={order.error} retry={() => void order.refetch()} /> : null}
      {order.data === undefined ? null : <Detail detail={order.data} />}
    </Dialog>
  );
}

function Detail({ detail: { order, payments, events } }: { readonly detail: OrderDetail }) {
  const text = useTexts(ORDERS);
  const me = useMe();
  const mayAct = me.data?.permissions.includes('money.write') === true;
  return (
    <div className={styles['panel']}>
      <Facts
        items={[
          [text.order, <code key="id">{order.id}</code>],
          [text.state, <OrderState key="state" state={order.state} />],
          ...(order.problem === '' ? [] : ([[text.problem, text.problems[order.problem] ?? order.problem]] as const)),
          [text.account, `${order.account.name} (${order.account.id})`],
          [text.gateway, [order.gateway, order.method].join(' ').trim()],
          [text.due, `${order.due} ${order.currency.toUpperCase()} (${order.rate} / USD)`],
          [text.credit, <Money key="credit" exact={order.credit} />],
          [text.bonus, <Money key="bonus" exact={order.bonus} />],
          [text.reference, order.reference === '' ? '—' : <code key="ref">{order.reference}</code>],
          [text.when, <Moment key="at" at={order.created_at} />],
          [text.expires, <Moment key="until" at={order.expires_at} />],
          [text.polled, order.polls === 0 ? '—' : <Moment key="polled" at={order.polled_at} />],
        ]}
      />
      {mayAct ? <Check id={order.id} /> : null}
      <h3>{text.payments}</h3>
      {payments.length === 0 ? <p className="soft">{text.noPayments}</p> : null}
      {payments.map(payment => (
        <PaymentView key={payment.id} orderId={order.id} payment={payment} mayAct={mayAct} />
      ))}
      {mayAct && order.paid_at === null ? <Settle id={order.id} /> : null}
      <h3>{text.events}</h3>
      {events.length === 0 ? <p className="soft">{text.noEvents}</p> : null}
      <ul className={styles['events']}>
        {events.map(event => (
          <li key={event.id}>
            <Moment at={event.at} /> {event.kind} → {event.outcome}
          </li>
        ))}
      </ul>
    </div>
  );
}

const KEYS = [ALL_ORDERS_KEY];

function Check({ id }: { readonly id: string }) {
  const text = useTexts(ORDERS);
  const check = useProven(
    () => answerOf(client.POST('/manage/v1/payments/orders/{id}/check', { params: { path: { id } } })),
    { keys: KEYS },
  );
  return (
    <Acts>
      <Button look="signal" icon="refresh" busy={check.busy} onClick={() => check.run(undefined)}>
        {text.check}
      </Button>
      {check.done ? <span role="status">{text.checked}</span> : null}
      <Fault error={check.error} />
    </Acts>
  );
}

function PaymentView({
  orderId,
  payment,
  mayAct,
}: {
  readonly orderId: string;
  readonly payment: Payment;
  readonly mayAct: boolean;
}) {
  const text = useTexts(ORDERS);
  const [refunding, setRefunding] = useState(false);
  const credit = useProven(
    () =>
      answerOf(
        client.POST('/manage/v1/payments/orders/{id}/credit', {
          params: { path: { id: orderId } },
          body: { payment: payment.id },
        }),
      ),
    { keys: KEYS },
  );
  return (
    <div className={styles['payment']}>
      <Facts
        items={[
          [text.txn, <code key="txn">{payment.txn}</code>],
          [text.arrived, `${payment.amount} ${payment.currency.toUpperCase()}`],
          [text.state, text.paymentStates[payment.state] ?? payment.state],
          [text.credited, <Money key="credited" exact={payment.credited} />],
          [text.wentBack, `${payment.refunded} ${payment.currency.toUpperCase()}`],
          [text.when, <Moment key="at" at={payment.at} />],
        ]}
      />
      <ul className={styles['events']}>
        {payment.refunds.map(refund => (
          <li key={refund.id}>
            <Moment at={refund.at} /> {text.refund} {refund.amount} · {text.refundStates[refund.state] ?? refund.state}{' '}
            · {refund.author} {refund.note}
          </li>
        ))}
      </ul>
      {mayAct ? (
        <Acts>
          {payment.worth === undefined ? null : (
            <Button look="signal" busy={credit.busy} onClick={() => credit.run(undefined)}>
              {text.creditParked(payment.worth)}
            </Button>
          )}
          {payment.refunded === payment.amount ? null : (
            <Button look="bad" onClick={() => setRefunding(true)}>
              {text.sendBack}
            </Button>
          )}
          <Fault error={credit.error} />
        </Acts>
      ) : null}
      {credit.question}
      {refunding ? <Refund orderId={orderId} payment={payment} onDone={() => setRefunding(false)} /> : null}
    </div>
  );
}

interface RefundProps {
  readonly orderId: string;
  readonly payment: Payment;
  onDone(): void;
}

function Refund({ orderId, payment, onDone }: RefundProps) {
  const text = useTexts(ORDERS);
  const refund = useProven(
    (body: { payment: string; note: string; amount?: string }) =>
      answerOf(client.POST('/manage/v1/payments/orders/{id}/refund', { params: { path: { id: orderId } }, body })),
    { keys: KEYS, onDone },
  );
  return (
    <Dialog title={text.sendBack} onClose={onDone}>
      <Form
        submit={text.sendBack}
        busy={refund.busy}
        error={refund.error}
        onSubmit={form => {
          const amount = textOf(form, 'amount');
          const note = textOf(form, 'note');
          refund.run({ payment: payment.id, note, ...(amount === '' ? {} : { amount }) });
        }}
      >
        <Field
          label={`${text.amount} (${payment.currency.toUpperCase()})`}
          help={text.refundHelp}
          fault={faultOf(refund.error, 'amount')}
        >
          <input name="amount" className="mono" inputMode="decimal" />
        </Field>
        <Field label={text.reason} fault={faultOf(refund.error, 'note')}>
          <input name="note" maxLength={300} required />
        </Field>
      </Form>
      {refund.question}
    </Dialog>
  );
}

function Settle({ id }: { readonly id: string }) {
  const text = useTexts(ORDERS);
  const settle = useProven(
    (body: { txn: string; note: string }) =>
      answerOf(client.POST('/manage/v1/payments/orders/{id}/settlement', { params: { path: { id } }, body })),
    { keys: KEYS },
  );
  return (
    <details>
      <summary>{text.settle}</summary>
      <div className={styles['settle']}>
        <p className="soft">{text.settleLead}</p>
        <Form
          submit={text.settleNow}
          busy={settle.busy}
          error={settle.error}
          onSubmit={form => settle.run({ txn: textOf(form, 'txn'), note: textOf(form, 'note') })}
        >
          <Field label={text.txn} fault={faultOf(settle.error, 'txn')}>
            <input name="txn" className="mono" maxLength={100} required />
          </Field>
          <Field label={text.reason} fault={faultOf(settle.error, 'note')}>
            <input name="note" maxLength={300} required />
          </Field>
        </Form>
        {settle.question}
      </div>
    </details>
  );
}
