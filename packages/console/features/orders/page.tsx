// Orders for operators: searched, asked after at their providers, settled, credited and sent back.

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { OperatorOrder } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import {
  ChoiceFilter,
  DayFilter,
  ExportLink,
  Filters,
  given,
  Paged,
  SearchFilter,
  useAddress,
} from '../../ui/list.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { Fault } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { OrderState } from '../wallet/orders.tsx';
import { WALLET } from '../wallet/strings.ts';
import { OrderPanel } from './panel.tsx';
import { ALL_ORDERS_KEY } from './queries.ts';
import { ORDERS } from './strings.ts';

const NAMES = ['q', 'state', 'gateway', 'only', 'from', 'to'] as const;
const DAY_MS = 86_400_000;

/** The filters of the address as the gateway takes them. */
function queryOf(search: URLSearchParams): Readonly<Record<string, string>> {
  const { from, to, ...rest } = given(search, NAMES);
  const start = (day: string): number => new Date(`${day}T00:00`).getTime();
  return {
    ...rest,
    ...(from === undefined ? {} : { from: String(start(from)) }),
    ...(to === undefined ? {} : { to: String(start(to) + DAY_MS) }),
  };
}

export default function OrdersPage() {
  const text = useTexts(ORDERS);
  const wallet = useTexts(WALLET);
  const [search, put] = useAddress();
  const filters = queryOf(search);
  const orders = useInfiniteQuery({
    queryKey: [...ALL_ORDERS_KEY, filters],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/payments/orders', {
          params: { query: { ...filters, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
  const columns: readonly Column<OperatorOrder>[] = [
    { key: 'at', title: text.when, cell: row => <Moment at={row.created_at} /> },
    { key: 'id', title: text.order, minor: true, cell: row => <code>{row.id}</code> },
    { key: 'account', title: text.account, cell: row => row.account.name },
    { key: 'gateway', title: text.gateway, minor: true, cell: row => [row.gateway, row.method].join(' ').trim() },
    {
      key: 'state',
      title: text.state,
      cell: row => (
        <>
          <OrderState state={row.state} />
          {row.problem === '' ? null : <span> · {text.problems[row.problem] ?? row.problem}</span>}
        </>
      ),
    },
    {
      key: 'due',
      title: text.due,
      end: true,
      minor: true,
      cell: row => (
        <span className="mono">
          {row.due} {row.currency.toUpperCase()}
        </span>
      ),
    },
    { key: 'credit', title: text.credit, end: true, cell: row => <Money exact={row.credit} /> },
  ];
  const opened = search.get('order');
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={<ExportLink path="/payments/orders.csv" query={filters} />}
      />
      <Reconcile />
      <Filters>
        <SearchFilter label={text.search} name="q" />
        <ChoiceFilter
          label={text.show}
          name="only"
          choices={[
            ['problems', text.onlyProblems],
            ['open', text.onlyOpen],
          ]}
        />
        <ChoiceFilter label={text.state} name="state" choices={Object.entries(wallet.states)} />
        <GatewayFilter />
        <DayFilter label={text.from} name="from" />
        <DayFilter label={text.to} name="to" />
      </Filters>
      <Paged
        query={orders}
        caption={text.title}
        columns={columns}
        empty={text.empty}
        filtered={Object.keys(filters).length > 0}
        keyOf={row => row.id}
        onOpen={row => put('order', row.id, true)}
      />
      <Strays />
      {opened === null ? null : <OrderPanel id={opened} onClose={() => put('order', '')} />}
    </>
  );
}

function GatewayFilter() {
  const text = useTexts(ORDERS);
  const gateways = useQuery({
    queryKey: ['payment-gateways'],
    queryFn: () => answerOf(client.GET('/manage/v1/payments/gateways')),
  });
  const names = gateways.data?.items.map(({ name }) => [name, name] as const) ?? [];
  return <ChoiceFilter label={text.gateway} name="gateway" choices={names} />;
}

/** «Paid there, open here», with one button. */
function Reconcile() {
  const text = useTexts(ORDERS);
  const me = useMe();
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/payments/reconciliation')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ALL_ORDERS_KEY }),
  });
  if (me.data?.permissions.includes('money.write') !== true) return null;
  return (
    <Section title={text.reconcile}>
      <p className="soft">{text.reconcileLead}</p>
      <div>
        <Button icon="refresh" busy={run.isPending} onClick={() => run.mutate()}>
          {text.reconcileNow}
        </Button>
      </div>
      {run.data === undefined ? null : (
        <p role="status">{text.reconciled(run.data.checked, run.data.credited, run.data.failed)}</p>
      )}
      <Fault error={run.error} />
    </Section>
  );
}

/** What providers told of orders that are not there. */
function Strays() {
  const text = useTexts(ORDERS);
  const strays = useQuery({
    queryKey: [...ALL_ORDERS_KEY, 'strays'],
    queryFn: () => answerOf(client.GET('/manage/v1/payments/strays')),
  });
  const rows = strays.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={text.strays}>
      <p className="soft">{text.straysLead}</p>
      <Table
        caption={text.strays}
        rows={rows}
        keyOf={row => row.id}
        columns={[
          { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
          { key: 'gateway', title: text.gateway, cell: row => row.gateway },
          { key: 'outcome', title: text.outcome, cell: row => row.outcome },
          {
            key: 'text',
            title: text.told,
            cell: row => (
              <details>
                <summary>{row.kind}</summary>
                <code>{row.text}</code>
              </details>
            ),
          },
        ]}
      />
    </Section>
  );
}
