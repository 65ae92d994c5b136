// The price groups: a factor on every price, and who may pick it.

import { useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultUnder, Form, textOf } from '../../ui/form.tsx';
import { Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { linesOf, tableOf, tableText } from '../channels/form-words.ts';
import { type Group, putGroup, removeGroup, useGroups, usePriceWork } from './queries.ts';
import { GROUPS } from './strings.ts';
import styles from './prices.module.css';

type Open = { readonly what: 'form' | 'remove'; readonly row: Group | undefined };

export function Groups({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useTexts(GROUPS);
  const groups = useGroups();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  if (groups.isPending) return <Loading />;
  if (groups.isError) return <Failed error={groups.error} retry={() => void groups.refetch()} />;
  const columns: readonly Column<Group>[] = [
    {
      key: 'name',
      title: text.name,
      cell: row => (
        <span className={styles['name']}>
          <strong>{row.name}</strong>
          <span className="soft">{row.place === null ? row.description : text.declared(row.place)}</span>
        </span>
      ),
    },
    { key: 'factor', title: text.multiplier, end: true, cell: row => <span className="mono">×{row.multiplier}</span> },
    { key: 'pick', title: text.pick, minor: true, cell: row => row.pick.join(', ') },
    { key: 'channels', title: text.channels, end: true, minor: true, cell: row => row.channels.length },
    { key: 'users', title: text.users, end: true, cell: row => row.users },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: row =>
        row.declared || !mayWrite ? null : (
          <>
            <IconButton
              icon="settings"
              label={`${text.edit}: ${row.name}`}
              onClick={() => setOpen({ what: 'form', row })}
            />
            <IconButton
              icon="close"
              label={`${text.remove}: ${row.name}`}
              onClick={() => setOpen({ what: 'remove', row })}
            />
          </>
        ),
    },
  ];
  return (
    <div className={styles['part']}>
      {mayWrite ? (
        <div className={styles['acts']}>
          <Button look="signal" icon="plus" onClick={() => setOpen({ what: 'form', row: undefined })}>
            {text.create}
          </Button>
        </div>
      ) : null}
      <Table caption={text.name} columns={columns} rows={groups.data.items} keyOf={row => row.name} />
      {open?.what === 'form' ? <GroupForm row={open.row} onDone={close} /> : null}
      {open?.what === 'remove' && open.row !== undefined ? <Remove row={open.row} onDone={close} /> : null}
    </div>
  );
}

function GroupForm({ row, onDone }: { readonly row: Group | undefined; onDone(): void }) {
  const text = useTexts(GROUPS);
  const save = usePriceWork((form: FormData) => {
    const body = {
      multiplier: textOf(form, 'multiplier'),
      description: textOf(form, 'description'),
      pick: linesOf(textOf(form, 'pick')),
      special: tableOf(textOf(form, 'special')),
    };
    return putGroup(row?.name ?? textOf(form, 'name'), body);
  }, onDone);
  const fault = (field: string) => faultUnder(save.error, field);
  return (
    <Dialog title={row === undefined ? text.create : `${text.edit} · ${row.name}`} onClose={onDone}>
      <Form
        submit={text.save}
        busy={save.isPending}
        error={save.error}
        beside={<Button onClick={onDone}>{text.cancel}</Button>}
        onSubmit={form => save.mutate(form)}
      >
        {row === undefined ? (
          <Field label={text.name} fault={fault('name')}>
            <input name="name" maxLength={100} required autoFocus />
          </Field>
        ) : null}
        <Field label={text.multiplier} help={text.multiplierHelp} fault={fault('multiplier')}>
          <input name="multiplier" inputMode="decimal" className="mono" defaultValue={row?.multiplier ?? '1'} />
        </Field>
        <Field label={text.description} fault={fault('description')}>
          <input name="description" defaultValue={row?.description ?? ''} />
        </Field>
        <Field label={text.pick} help={text.pickHelp} fault={fault('pick')}>
          <textarea name="pick" rows={2} defaultValue={row?.pick.join('\n') ?? ''} />
        </Field>
        <Field label={text.special} help={text.specialHelp} fault={fault('special')}>
          <textarea name="special" rows={2} className="mono" defaultValue={tableText(row?.special)} />
        </Field>
      </Form>
    </Dialog>
  );
}

function Remove({ row, onDone }: { readonly row: Group; onDone(): void }) {
  const text = useTexts(GROUPS);
  const remove = usePriceWork(() => removeGroup(row.name), onDone);
  return (
    <Dialog title={`${text.remove} · ${row.name}`} onClose={onDone}>
      <p>{text.removeSure(row.name)}</p>
      <Fault error={remove.error} />
      <div className={styles['acts']}>
        <Button look="bad" busy={remove.isPending} onClick={() => remove.mutate(undefined)}>
          {text.remove}
        </Button>
        <Button onClick={onDone}>{text.cancel}</Button>
      </div>
    </Dialog>
  );
}
