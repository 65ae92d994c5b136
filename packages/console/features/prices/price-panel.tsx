// One model at the side: its price by date, what each channel asks for it, and what it earned by group.

import { formatCount } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Moment, Money } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Fault } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { briefOf, briefOfWords } from './figures.ts';
import { Rate } from './rate.tsx';
import { type Price, removePrice, usePriceWork } from './queries.ts';
import { PRICES } from './strings.ts';
import styles from './prices.module.css';

interface PanelProps {
  readonly row: Price;
  readonly mayWrite: boolean;
  edit(): void;
  onClose(): void;
}

export function PricePanel({ row, mayWrite, edit, onClose }: PanelProps) {
  const text = useTexts(PRICES);
  const remove = usePriceWork((from: number | undefined) => removePrice(row.model, from));
  const may = mayWrite && !row.declared;
  return (
    <Dialog title={row.model} look="panel" onClose={onClose}>
      <div className={styles['part']}>
        <dl className={styles['rates']}>
          <div>
            <dt className="soft">{text.list}</dt>
            <dd>
              <Rate figure={briefOf(row.list) || '–'} />
            </dd>
          </div>
          <div>
            <dt className="soft">{text.sale}</dt>
            <dd>
              <Rate figure={briefOf(row.sale) || '–'} />
            </dd>
          </div>
          <div>
            <dt className="soft">{text.source}</dt>
            <dd>{row.place === null ? text.sources[row.sale?.source ?? 'none'] : text.declared(row.place)}</dd>
          </div>
        </dl>
        {may ? (
          <div className={styles['acts']}>
            <Button look="signal" onClick={edit}>
              {text.edit}
            </Button>
            {row.written === null && row.next.length === 0 ? null : (
              <Button busy={remove.isPending} onClick={() => remove.mutate(undefined)}>
                {text.remove}
              </Button>
            )}
          </div>
        ) : null}
        <Fault error={remove.error} />
        <Dated row={row} remove={may ? from => remove.mutate(from) : undefined} />
        <Costs row={row} />
        <Sold row={row} />
      </div>
    </Dialog>
  );
}

function Dated({ row, remove }: { readonly row: Price; readonly remove: ((from: number) => void) | undefined }) {
  const text = useTexts(PRICES);
  if (row.next.length === 0) return null;
  const columns: readonly Column<Price['next'][number]>[] = [
    { key: 'from', title: text.since, cell: one => <Moment at={one.from} /> },
    {
      key: 'price',
      title: text.price,
      end: true,
      cell: one => <Rate figure={briefOfWords(one.price)} />,
    },
    { key: 'state', title: text.inForce, cell: one => (one.from <= Date.now() ? '●' : '') },
    {
      key: 'acts',
      title: text.acts,
      quiet: true,
      end: true,
      cell: one =>
        remove === undefined ? null : (
          <Button look="bare" onClick={() => remove(one.from)}>
            {text.removeDated}
          </Button>
        ),
    },
  ];
  return (
    <>
      <h3>{text.dated}</h3>
      <Table caption={text.dated} columns={columns} rows={row.next} keyOf={one => one.from} />
    </>
  );
}

function Costs({ row }: { readonly row: Price }) {
  const text = useTexts(PRICES);
  if (row.costs.length === 0) return null;
  const columns: readonly Column<Price['costs'][number]>[] = [
    { key: 'channel', title: text.channel, cell: one => <strong>{one.channel}</strong> },
    {
      key: 'cost',
      title: text.cost,
      end: true,
      cell: one => <Rate figure={briefOf(one.price, one.factor)} />,
    },
    {
      key: 'factor',
      title: text.factor,
      end: true,
      cell: one => (one.source === 'channel' ? text.agreed : <span className="mono">×{one.factor}</span>),
    },
  ];
  return (
    <>
      <h3>{text.costs}</h3>
      <Table caption={text.costs} columns={columns} rows={row.costs} keyOf={one => one.channel_id} />
    </>
  );
}

function Sold({ row }: { readonly row: Price }) {
  const text = useTexts(PRICES);
  const { language } = useLanguage();
  const columns: readonly Column<Price['sold'][number]>[] = [
    { key: 'group', title: text.group, cell: one => <strong>{one.group}</strong> },
    { key: 'calls', title: text.calls, end: true, cell: one => formatCount(one.calls, language) },
    { key: 'charged', title: text.charged, end: true, cell: one => <Money exact={one.amount} /> },
    { key: 'cost', title: text.cost, end: true, cell: one => <Money exact={one.cost} /> },
    { key: 'margin', title: text.margin, end: true, cell: one => <Money exact={one.margin} /> },
  ];
  return (
    <>
      <h3>{text.sold}</h3>
      {row.sold.length === 0 ? (
        <p className="soft">{text.nothingSold}</p>
      ) : (
        <Table caption={text.sold} columns={columns} rows={row.sold} keyOf={one => one.group} />
      )}
    </>
  );
}
