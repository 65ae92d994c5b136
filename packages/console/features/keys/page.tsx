// The keys of the account: made, changed, shown again, put into clients, removed.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { answerOf, ApiError, client } from '../../api/client.ts';
import { KEYS_KEY, useKeys, useOrganisations } from '../../api/queries.ts';
import type { Key } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Proof } from '../../ui/proof.tsx';
import { Empty, Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { KeyForm } from './key-form.tsx';
import { KEYS } from './strings.ts';
import { UseIn } from './use-in.tsx';
import styles from './keys.module.css';

type Open =
  | { readonly what: 'form'; readonly row: Key | undefined }
  | { readonly what: 'secret'; readonly row: Key; readonly secret: string }
  | { readonly what: 'use'; readonly row: Key; readonly secret?: string }
  | { readonly what: 'reveal'; readonly row: Key }
  | { readonly what: 'remove'; readonly row: Key }
  | { readonly what: 'acts'; readonly row: Key };

/** What the address names as open: `new=1`, or `use`, `edit`, `reveal`, `remove`, `acts` with a key's number. */
const NAMED = { use: 'use', edit: 'form', reveal: 'reveal', remove: 'remove', acts: 'acts' } as const;

function openIn(search: URLSearchParams, rows: readonly Key[]): Open | undefined {
  if (search.get('new') !== null) return { what: 'form', row: undefined };
  for (const [name, what] of Object.entries(NAMED)) {
    const row = rows.find(({ id }) => String(id) === search.get(name));
    if (row !== undefined) return { what, row };
  }
  return undefined;
}

function addressOf(open: Open): Record<string, string> {
  if (open.what === 'form' && open.row === undefined) return { new: '1' };
  const name = Object.entries(NAMED).find(([, what]) => what === open.what)?.[0];
  return name === undefined ? {} : { [name]: String(open.row?.id) };
}

export default function KeysPage() {
  const text = useTexts(KEYS);
  const keys = useKeys();
  const [search, setSearch] = useSearchParams();
  // A secret is never in an address: it is shown until the panel is closed.
  const [told, setTold] = useState<Extract<Open, { what: 'secret' | 'use' }>>();
  const close = () => {
    setTold(undefined);
    setSearch({}, { replace: true });
  };
  const show = (open: Open) => {
    setTold(open.what === 'secret' || open.what === 'use' ? open : undefined);
    setSearch(addressOf(open));
  };
  const named = openIn(search, keys.data?.items ?? []);
  const open = told?.what === 'secret' || (named?.what === 'use' && told?.what === 'use') ? told : named;
  const create = (
    <Button look="signal" icon="plus" onClick={() => show({ what: 'form', row: undefined })}>
      {text.create}
    </Button>
  );
  return (
    <>
      <PageHead title={text.title} lead={text.lead} actions={create} />
      {keys.isPending ? <Loading /> : null}
      {keys.isError ? <Failed error={keys.error} retry={() => void keys.refetch()} /> : null}
      {keys.data?.items.length === 0 ? <Empty action={create}>{text.empty}</Empty> : null}
      {keys.data !== undefined && keys.data.items.length > 0 ? <KeyTable rows={keys.data.items} open={show} /> : null}
      {open === undefined ? null : <Opened open={open} show={show} close={close} />}
    </>
  );
}

function KeyTable({ rows, open }: { readonly rows: readonly Key[]; open(what: Open): void }) {
  const text = useTexts(KEYS);
  const organisations = useOrganisations();
  const payerOf = ({ organisation_id: id }: Key): string =>
    id === null ? text.paysSelf : (organisations.data?.items.find(one => one.id === id)?.name ?? `#${id}`);
  const columns: readonly Column<Key>[] = [
    { key: 'name', title: text.name, cell: row => <strong>{row.name}</strong> },
    { key: 'hint', title: text.key, minor: true, cell: row => <code>{row.hint}</code> },
    { key: 'group', title: text.group, minor: true, cell: row => row.group ?? text.accountGroup },
    ...(rows.some(row => row.organisation_id !== null)
      ? [{ key: 'payer', title: text.payer, minor: true, cell: (row: Key) => payerOf(row) }]
      : []),
    { key: 'state', title: text.state, cell: row => <State row={row} /> },
    { key: 'created', title: text.created, minor: true, cell: row => <Moment at={row.created_at} /> },
    {
      key: 'spent',
      title: text.spent,
      end: true,
      cell: row => (
        <>
          <Money exact={row.spent} />
          {row.budget === null ? null : (
            <span className="soft">
              {' / '}
              <Money exact={row.budget} />
            </span>
          )}
        </>
      ),
    },
    { key: 'acts', title: text.acts, quiet: true, end: true, cell: row => <Acts row={row} open={open} /> },
  ];
  return <Table caption={text.title} columns={columns} rows={rows} keyOf={row => row.id} />;
}

function State({ row }: { readonly row: Key }) {
  const text = useTexts(KEYS);
  const expired = row.expires_at !== null && row.expires_at <= Date.now();
  const word = !row.enabled ? text.off : expired ? text.expired : text.on;
  const isOn = row.enabled && !expired;
  return (
    <span className={isOn ? styles['on'] : styles['off']}>
      <span aria-hidden="true">{isOn ? '●' : '○'}</span> {word}
      {row.declared ? <span className="soft"> · {text.declared}</span> : null}
    </span>
  );
}

function Acts({ row, open }: { readonly row: Key; open(what: Open): void }) {
  const text = useTexts(KEYS);
  const use = (
    <Button look="bare" onClick={() => open({ what: 'use', row })}>
      {text.use}
    </Button>
  );
  return (
    <>
      <span className={styles['narrow']}>
        {use}
        <IconButton icon="more" label={`${text.acts}: ${row.name}`} onClick={() => open({ what: 'acts', row })} />
      </span>
      <span className={`${styles['acts']} ${styles['wide']}`}>
        {use}
        <Rest row={row} open={open} />
      </span>
    </>
  );
}

/** What can be done with a key beside using it. */
function Rest({ row, open }: { readonly row: Key; open(what: Open): void }) {
  const text = useTexts(KEYS);
  const queries = useQueryClient();
  const toggle = useMutation({
    mutationFn: () =>
      answerOf(
        client.PATCH('/manage/v1/keys/{id}', { params: { path: { id: row.id } }, body: { enabled: !row.enabled } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS_KEY }),
  });
  return (
    <>
      {row.revealable ? (
        <IconButton icon="eye" label={`${text.reveal}: ${row.name}`} onClick={() => open({ what: 'reveal', row })} />
      ) : null}
      {row.declared ? null : (
        <>
          <IconButton icon="settings" label={`${text.edit}: ${row.name}`} onClick={() => open({ what: 'form', row })} />
          <Button look="bare" busy={toggle.isPending} onClick={() => toggle.mutate()}>
            {row.enabled ? text.disable : text.enable}
          </Button>
          <IconButton
            icon="close"
            label={`${text.remove}: ${row.name}`}
            onClick={() => open({ what: 'remove', row })}
          />
        </>
      )}
      <Fault error={toggle.error} />
    </>
  );
}

interface OpenedProps {
  readonly open: Open;
  show(what: Open): void;
  close(): void;
}

function Opened({ open, show, close }: OpenedProps) {
  switch (open.what) {
    case 'form':
      return (
        <KeyForm
          row={open.row}
          onDone={made => {
            if (made === undefined) close();
            else show({ what: 'secret', row: made.key, secret: made.secret });
          }}
        />
      );
    case 'secret':
      return <Secret row={open.row} secret={open.secret} show={show} close={close} />;
    case 'use':
      return <UseIn row={open.row} secret={open.secret} onClose={close} />;
    case 'reveal':
      return <Reveal row={open.row} show={show} close={close} />;
    case 'remove':
      return <Remove row={open.row} close={close} />;
    case 'acts':
      return (
        <Dialog title={open.row.name} onClose={close}>
          <div className={styles['acts']}>
            <Rest row={open.row} open={show} />
          </div>
        </Dialog>
      );
  }
}

function Secret({
  row,
  secret,
  show,
  close,
}: Omit<OpenedProps, 'open'> & { readonly row: Key; readonly secret: string }) {
  const text = useTexts(KEYS);
  return (
    <Dialog title={text.secretTitle} onClose={close}>
      <p>{text.secretLead}</p>
      <pre className={styles['secret']} tabIndex={0}>
        {secret}
      </pre>
      <div className={styles['acts']}>
        <CopyButton text={secret} label={text.copyKey} look="signal" />
        <Button onClick={() => show({ what: 'use', row, secret })}>{text.use}</Button>
        <Button look="bare" onClick={close}>
          {text.done}
        </Button>
      </div>
    </Dialog>
  );
}

/** Shows a key again; asks for a fresh proof where the last one is too old. */
function Reveal({ row, show, close }: Omit<OpenedProps, 'open'> & { readonly row: Key }) {
  const text = useTexts(KEYS);
  const reveal = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/keys/{id}/secret', { params: { path: { id: row.id } } })),
    onSuccess: ({ secret }) => show({ what: 'secret', row, secret }),
  });
  const needsProof = reveal.error instanceof ApiError && reveal.error.code === 'AUTH_PROOF_NEEDED';
  if (needsProof) return <Proof onProven={() => reveal.mutate()} onClose={close} />;
  return (
    <Dialog title={`${text.reveal} · ${row.name}`} onClose={close}>
      <Fault error={reveal.error} />
      <div className={styles['acts']}>
        <Button look="signal" icon="eye" busy={reveal.isPending} onClick={() => reveal.mutate()}>
          {text.reveal}
        </Button>
        <Button onClick={close}>{text.cancel}</Button>
      </div>
    </Dialog>
  );
}

function Remove({ row, close }: { readonly row: Key; close(): void }) {
  const text = useTexts(KEYS);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answerOf(client.DELETE('/manage/v1/keys/{id}', { params: { path: { id: row.id } } })),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: KEYS_KEY });
      close();
    },
  });
  return (
    <Dialog title={`${text.remove} · ${row.name}`} onClose={close}>
      <p>{text.removeSure(row.name)}</p>
      <Fault error={remove.error} />
      <div className={styles['acts']}>
        <Button look="bad" busy={remove.isPending} onClick={() => remove.mutate()}>
          {text.remove}
        </Button>
        <Button onClick={close}>{text.cancel}</Button>
      </div>
    </Dialog>
  );
}
