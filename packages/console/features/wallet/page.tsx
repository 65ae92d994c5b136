// The wallet: what is left, topping up, codes, orders, what moved the balance, and the statement of a month.

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { useWallet, WALLET_KEY } from '../../api/queries.ts';
import type { Statement, Transfer, Wallet } from '../../api/types.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Count, Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { faultOf, Form, textOf } from '../../ui/form.tsx';
import { Figures } from '../../ui/figures.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Orders, Returned } from './orders.tsx';
import { WALLET } from './strings.ts';
import { TopUpForm } from './top-up.tsx';

export default function WalletPage() {
  const text = useTexts(WALLET);
  const wallet = useWallet();
  return (
    <>
      <PageHead title={text.title} />
      <Returned />
      {wallet.isPending ? <Loading /> : null}
      {wallet.isError ? <Failed error={wallet.error} retry={() => void wallet.refetch()} /> : null}
      {wallet.data === undefined ? null : <Balance wallet={wallet.data} />}
      <TopUpForm />
      <Redeem />
      <Orders />
      <Movements />
      <MonthStatement />
    </>
  );
}

function Balance({ wallet }: { readonly wallet: Wallet }) {
  const text = useTexts(WALLET);
  const isZero = (amount: string): boolean => /^0(\.0+)?$/.test(amount);
  return (
    <Figures
      items={[
        { name: text.balance, value: <Money exact={wallet.balance} /> },
        { name: text.spent, value: <Money exact={wallet.spent} /> },
        { name: text.granted, value: <Money exact={wallet.granted} /> },
        ...(isZero(wallet.overdraft) ? [] : [{ name: text.overdraft, value: <Money exact={wallet.overdraft} /> }]),
        ...(isZero(wallet.reserved) ? [] : [{ name: text.reserved, value: <Money exact={wallet.reserved} /> }]),
      ]}
    />
  );
}

function Redeem() {
  const text = useTexts(WALLET);
  const queries = useQueryClient();
  const redeem = useMutation({
    mutationFn: (code: string) => answerOf(client.POST('/manage/v1/wallet/codes', { body: { code } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: WALLET_KEY }),
  });
  return (
    <Section title={text.code}>
      <Form
        submit={text.redeem}
        busy={redeem.isPending}
        error={redeem.error}
        onSubmit={form => redeem.mutate(textOf(form, 'code'))}
      >
        <Field label={text.code} help={text.codeHelp} fault={faultOf(redeem.error, 'code')}>
          <input
            name="code"
            className="mono"
            autoComplete="off"
            spellCheck={false}
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
          />
        </Field>
      </Form>
      {redeem.isSuccess ? <p role="status">{text.redeemed(formatMoney(redeem.data.amount))}</p> : null}
    </Section>
  );
}

function Movements() {
  const text = useTexts(WALLET);
  const transfers = useInfiniteQuery({
    queryKey: [...WALLET_KEY, 'transfers'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        client.GET('/manage/v1/wallet/transfers', {
          params: { query: { limit: 20, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: page => page.next,
  });
  const rows = transfers.data?.pages.flatMap(page => page.items) ?? [];
  const columns: readonly Column<Transfer>[] = [
    { key: 'at', title: text.when, cell: row => <Moment at={row.at} /> },
    { key: 'kind', title: text.kind, cell: row => text.kinds[row.kind] ?? row.kind },
    { key: 'note', title: text.note, minor: true, cell: row => row.note },
    { key: 'amount', title: text.amount, end: true, cell: row => <Money exact={row.amount} /> },
  ];
  return (
    <Section title={text.movements}>
      {transfers.isPending ? <Loading /> : null}
      {transfers.isError ? <Failed error={transfers.error} retry={() => void transfers.refetch()} /> : null}
      {transfers.isSuccess && rows.length === 0 ? <Empty>{text.noMovements}</Empty> : null}
      {rows.length > 0 ? <Table caption={text.movements} columns={columns} rows={rows} keyOf={row => row.id} /> : null}
      {transfers.hasNextPage ? (
        <Button busy={transfers.isFetchingNextPage} onClick={() => void transfers.fetchNextPage()}>
          {text.more}
        </Button>
      ) : null}
    </Section>
  );
}

type ModelLine = Statement['models'][number];

function MonthStatement() {
  const text = useTexts(WALLET);
  const [search, setSearch] = useSearchParams();
  const month = search.get('month') ?? new Date().toISOString().slice(0, 7);
  const statement = useQuery({
    queryKey: [...WALLET_KEY, 'statement', month],
    queryFn: () => answerOf(client.GET('/manage/v1/wallet/statement', { params: { query: { month } } })),
  });
  const columns: readonly Column<ModelLine>[] = [
    { key: 'model', title: text.model, cell: row => row.model ?? '' },
    { key: 'calls', title: text.calls, end: true, cell: row => <Count value={row.calls} /> },
    {
      key: 'tokens',
      title: text.tokens,
      end: true,
      minor: true,
      cell: row => (
        <>
          <Count value={row.inputTokens} /> / <Count value={row.outputTokens} />
        </>
      ),
    },
    { key: 'amount', title: text.amount, end: true, cell: row => <Money exact={row.amount} /> },
  ];
  const shown = statement.data;
  return (
    <Section title={text.statement}>
      <Field label={text.month}>
        <input
          type="month"
          value={month}
          max={new Date().toISOString().slice(0, 7)}
          onChange={event =>
            setSearch(before => new URLSearchParams({ ...Object.fromEntries(before), month: event.target.value }), {
              replace: true,
            })
          }
        />
      </Field>
      {statement.isPending ? <Loading /> : null}
      {statement.isError ? <Failed error={statement.error} retry={() => void statement.refetch()} /> : null}
      {shown === undefined ? null : (
        <>
          <Figures
            items={[
              ...(shown.opening === undefined ? [] : [{ name: text.opening, value: <Money exact={shown.opening} /> }]),
              { name: text.charged, value: <Money exact={shown.charged} /> },
              ...(shown.closing === undefined ? [] : [{ name: text.closing, value: <Money exact={shown.closing} /> }]),
              { name: text.calls, value: <Count value={shown.calls} /> },
            ]}
          />
          {shown.models.length === 0 ? null : (
            <Table caption={text.statement} columns={columns} rows={shown.models} keyOf={row => row.model ?? ''} />
          )}
          <p>
            <a href={`/manage/v1/wallet/statement.csv?month=${month}`}>{text.csv}</a>
          </p>
        </>
      )}
    </Section>
  );
}
