// The caller's orders, live while one of them waits to be paid.

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answerOf, client } from '../../api/client.ts';
import { WALLET_KEY } from '../../api/queries.ts';
import type { Order } from '../../api/types.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Acts, Mark, Paged, useAddress } from '../../ui/list.tsx';
import { Section } from '../../ui/page.tsx';
import { Failed, Fault } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { WALLET } from './strings.ts';
import styles from './wallet.module.css';

export const ORDERS_KEY = [...WALLET_KEY, 'orders'] as const;
/** How often an order that waits is asked after, milliseconds. */
const LIVE_MS = 2_000;
const LIST_LIVE_MS = 5_000;

const isOpen = ({ state }: Order): boolean => ['created', 'pending', 'processing'].includes(state);

const TONES: Readonly<Record<string, 'good' | 'bad' | 'wait' | 'off'>> = {
  credited: 'good',
  created: 'wait',
  pending: 'wait',
  processing: 'wait',
  refund_pending: 'wait',
  paid_mismatch: 'bad',
  disputed: 'bad',
  charged_back: 'bad',
  failed: 'bad',
};

export function OrderState({ state }: { readonly state: string }) {
  const text = useTexts(WALLET);
  return <Mark tone={TONES[state] ?? 'off'}>{text.states[state] ?? state}</Mark>;
}

export function Orders() {
  const text = useTexts(WALLET);
  const queries = useQueryClient();
  const orders = useInfiniteQuery({
    queryKey: ORDERS_KEY,
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/orders', {
          params: { query: { limit: 20, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
  const waiting = orders.data?.pages[0]?.items.some(isOpen) === true;
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: WALLET_KEY }), LIST_LIVE_MS);
    return () => clearInterval(timer);
  }, [waiting, queries]);
  const columns: readonly Column<Order>[] = [
    { key: 'at', title: text.when, cell: row => <Moment at={row.created_at} /> },
    { key: 'id', title: text.order, minor: true, cell: row => <code>{row.id}</code> },
    { key: 'state', title: text.state, cell: row => <OrderState state={row.state} /> },
    { key: 'due', title: text.due, end: true, cell: row => <Due order={row} /> },
    { key: 'credit', title: text.credit, end: true, minor: true, cell: row => <Money exact={row.credit} /> },
    { key: 'acts', title: text.acts, quiet: true, end: true, cell: row => <OrderActs order={row} /> },
  ];
  if (orders.isSuccess && orders.data.pages[0]?.items.length === 0) return null;
  return (
    <Section title={text.orders}>
      <Paged
        query={orders}
        caption={text.orders}
        columns={columns}
        empty={text.noOrders}
        filtered={false}
        keyOf={row => row.id}
      />
    </Section>
  );
}

function Due({ order }: { readonly order: Order }) {
  return (
    <span className={`mono ${styles['due']}`}>
      {order.due} {order.currency.toUpperCase()}
    </span>
  );
}

/** «I have paid», pay after all, or take back. */
function OrderActs({ order }: { readonly order: Order }) {
  const text = useTexts(WALLET);
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: WALLET_KEY });
  const path = { params: { path: { id: order.id } } };
  const check = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/orders/{id}/check', path)),
    onSuccess: again,
  });
  const cancel = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/orders/{id}/cancellation', path)),
    onSuccess: again,
  });
  if (!isOpen(order) && order.state !== 'expired') return null;
  return (
    <span className={styles['acts']}>
      {order.url === '' ? null : <a href={order.url}>{text.payNow}</a>}
      <Button look="bare" busy={check.isPending} onClick={() => check.mutate()}>
        {text.havePaid}
      </Button>
      {order.state === 'pending' || order.state === 'created' ? (
        <Button look="bare" busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {text.cancel}
        </Button>
      ) : null}
      <Fault error={check.error ?? cancel.error} />
    </span>
  );
}

/** What became of the order that the payer comes back from: looked at until it is decided. */
export function Returned() {
  const text = useTexts(WALLET);
  const queries = useQueryClient();
  const [search, put] = useAddress();
  const id = search.get('order') ?? '';
  const order = useQuery({
    queryKey: [...ORDERS_KEY, 'one', id],
    enabled: id !== '',
    refetchInterval: query => (query.state.data === undefined || isOpen(query.state.data) ? LIVE_MS : false),
    queryFn: () => answerOf(client.GET('/manage/v1/orders/{id}', { params: { path: { id } } })),
  });
  const state = order.data?.state;
  const before = useRef(state);
  useEffect(() => {
    // The balance and the list have changed with it.
    if (before.current !== undefined && before.current !== state)
      void queries.invalidateQueries({ queryKey: WALLET_KEY });
    before.current = state;
  }, [state, queries]);
  if (id === '') return null;
  if (order.isError) return <Failed error={order.error} retry={() => void order.refetch()} />;
  if (order.data === undefined) return null;
  const { credit, bonus } = order.data;
  const sum = Number(bonus) > 0 ? `${formatMoney(credit)} + ${formatMoney(bonus)}` : formatMoney(credit);
  return (
    <div className={styles['returned']} role="status">
      <OrderState state={order.data.state} />
      <p>{(text.told[order.data.state] ?? text.toldElse)(sum)}</p>
      <Acts>
        <OrderActs order={order.data} />
        {isOpen(order.data) ? null : (
          <Button look="bare" onClick={() => put('order', '')}>
            {text.close}
          </Button>
        )}
      </Acts>
    </div>
  );
}
