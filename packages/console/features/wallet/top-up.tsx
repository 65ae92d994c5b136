// Topping up: an amount, a way to pay with its exact sum, then the provider's page; and what became of it.

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { WALLET_KEY } from '../../api/queries.ts';
import type { TopUp } from '../../api/types.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Section } from '../../ui/page.tsx';
import { ORDERS_KEY } from './orders.tsx';
import { WALLET } from './strings.ts';
import styles from './wallet.module.css';

const isAmount = (text: string): boolean => /^\d{1,9}(\.\d{1,9})?$/.test(text);

/** The words of a way to pay. */
export function useMethodName(): (method: {
  gateway: string;
  method: string;
  label?: string;
  provider?: string;
}) => string {
  const text = useTexts(WALLET);
  return ({ gateway, method, label = '', provider = '' }) => {
    const word = text.methods[method === '' ? provider : method] ?? (method || gateway);
    return label === '' ? word : method === '' ? label : `${word} · ${label}`;
  };
}

export function TopUpForm() {
  const text = useTexts(WALLET);
  const [amount, setAmount] = useState('');
  const asked = isAmount(amount) ? amount : undefined;
  const offer = useQuery({
    queryKey: [...WALLET_KEY, 'top-up', asked ?? ''],
    placeholderData: keepPreviousData,
    queryFn: () =>
      answerOf(
        client.GET('/manage/v1/wallet/top-up', { params: { query: asked === undefined ? {} : { amount: asked } } }),
      ),
  });
  if (offer.data === undefined || offer.data.methods.length === 0) return null;
  return (
    <Section title={text.topUp}>
      <Choice offer={offer.data} amount={amount} setAmount={setAmount} />
    </Section>
  );
}

interface ChoiceProps {
  readonly offer: TopUp;
  readonly amount: string;
  setAmount(amount: string): void;
}

function Choice({ offer, amount, setAmount }: ChoiceProps) {
  const text = useTexts(WALLET);
  const nameOf = useMethodName();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn(form: FormData) {
      const [gateway = '', method = ''] = textOf(form, 'method').split(' ');
      return answerOf(client.POST('/manage/v1/orders', { body: { amount, gateway, method } }));
    },
    async onSuccess(order) {
      await queries.invalidateQueries({ queryKey: ORDERS_KEY });
      location.assign(order.url);
    },
  });
  const bonus = offer.offers.findLast(one => Number(one.amount) <= Number(amount))?.bonus ?? '0';
  return (
    <Form submit={text.pay} busy={make.isPending} error={make.error} onSubmit={form => make.mutate(form)}>
      <fieldset className={styles['offers']}>
        <legend>{text.amounts}</legend>
        {offer.offers.map(one => (
          <label key={one.amount}>
            <input type="radio" name="offer" checked={amount === one.amount} onChange={() => setAmount(one.amount)} />
            <span className="mono">{formatMoney(one.amount)}</span>
            {Number(one.bonus) > 0 ? <span className="soft">{text.bonus(formatMoney(one.bonus))}</span> : null}
          </label>
        ))}
      </fieldset>
      <Field
        label={text.topUpAmount}
        help={text.bounds(formatMoney(offer.minimum), formatMoney(offer.maximum))}
        fault={faultOf(make.error, 'amount')}
      >
        <input
          name="amount"
          className="mono"
          inputMode="decimal"
          autoComplete="off"
          value={amount}
          onChange={event => setAmount(event.target.value.trim())}
        />
      </Field>
      <fieldset className={styles['methods']}>
        <legend>{text.method}</legend>
        {offer.methods.map((one, index) => (
          <label key={`${one.gateway} ${one.method}`}>
            <input type="radio" name="method" value={`${one.gateway} ${one.method}`} defaultChecked={index === 0} />
            <span>{nameOf(one)}</span>
            <span className="mono">
              {one.due === undefined || !isAmount(amount) ? '' : `${one.due} ${one.currency.toUpperCase()}`}
            </span>
          </label>
        ))}
      </fieldset>
      {Number(bonus) > 0 ? <p role="status">{text.withBonus(formatMoney(bonus))}</p> : null}
    </Form>
  );
}
