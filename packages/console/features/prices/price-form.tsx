// The form of a price: the fields of the file, in force now or from a date on.

import { useTexts } from '../../i18n/language.tsx';
import { ApiError } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultUnder, Form, textOf } from '../../ui/form.tsx';
import { type Price, putPrice, usePriceWork, type Words } from './queries.ts';
import { PRICE_FORM } from './strings.ts';
import styles from './prices.module.css';

interface FormProps {
  /** The model whose price is changed; undefined asks for its name. */
  readonly row: Price | undefined;
  onDone(model?: string): void;
}

const TOKENS = [
  'input',
  'output',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'audio_input',
  'audio_output',
  'image_input',
  'image_output',
  'cache_read_audio',
  'cache_read_image',
] as const;
const UNITS = ['call', 'image', 'second', 'minute', 'page', 'search', 'characters'] as const;

function wrong(field: string, message: string): ApiError {
  return new ApiError(400, { code: 'invalid_request', param: field, message }, '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonOf(form: FormData, name: string, message: string): unknown {
  const text = textOf(form, name);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(`price.${name}`, message);
  }
}

/** The price that the form means. @throws ApiError at the field that is wrong */
function readForm(
  form: FormData,
  badJson: string,
  badDate: string,
): { model: string; price: Words; from: number | null } {
  const rates = [...TOKENS, ...UNITS].flatMap(field => {
    const text = textOf(form, field);
    return text === '' ? [] : [[field, text] as const];
  });
  const tiers = jsonOf(form, 'tiers', badJson);
  const factors = jsonOf(form, 'factors', badJson);
  if (tiers !== undefined && !(Array.isArray(tiers) && tiers.every(isRecord))) throw wrong('price.tiers', badJson);
  if (factors !== undefined && !isRecord(factors)) throw wrong('price.factors', badJson);
  const written = textOf(form, 'from');
  const from = written === '' ? null : new Date(written).getTime();
  if (Number.isNaN(from)) throw wrong('from', badDate);
  const price = {
    ...Object.fromEntries(rates),
    ...(tiers === undefined ? {} : { tiers }),
    ...(factors === undefined ? {} : { factors }),
  };
  // What stands in tiers and factors the gateway checks, and says what is wrong with it.
  return { model: textOf(form, 'model'), price: price as Words, from };
}

/** What the form begins with: the operator's own price, else the one in force. */
function startOf(row: Price | undefined): Words {
  return row?.written ?? row?.current ?? {};
}

export function PriceForm({ row, onDone }: FormProps) {
  const text = useTexts(PRICE_FORM);
  const save = usePriceWork(
    (form: FormData) => {
      const { model, price, from } = readForm(form, text.badJson, text.badDate);
      return putPrice(row?.model ?? model, price, from);
    },
    made => onDone(made.model),
  );
  const start = startOf(row);
  const fault = (field: string) => faultUnder(save.error, `price.${field}`) ?? faultUnder(save.error, field);
  const rate = (field: (typeof TOKENS)[number] | (typeof UNITS)[number]) => (
    <Field key={field} label={text.fields[field]} fault={fault(field)}>
      <input name={field} inputMode="decimal" className="mono" defaultValue={start[field] ?? ''} />
    </Field>
  );
  const whole = faultUnder(save.error, 'model') ?? exact(save.error, 'price');
  return (
    <Dialog
      title={row === undefined ? text.title : `${text.title} · ${row.model}`}
      look="panel"
      onClose={() => onDone()}
    >
      <Form
        submit={text.save}
        busy={save.isPending}
        error={save.error}
        beside={<Button onClick={() => onDone()}>{text.cancel}</Button>}
        onSubmit={form => save.mutate(form)}
      >
        {row === undefined ? (
          <Field label={text.model} fault={whole}>
            <input name="model" className="mono" required autoFocus />
          </Field>
        ) : whole === undefined ? null : (
          <p role="alert" className={styles['bad']}>
            {whole}
          </p>
        )}
        <fieldset className={styles['set']}>
          <legend>{text.tokens}</legend>
          <div className={styles['rates']}>{TOKENS.map(rate)}</div>
        </fieldset>
        <fieldset className={styles['set']}>
          <legend>{text.units}</legend>
          <div className={styles['rates']}>{UNITS.map(rate)}</div>
        </fieldset>
        <details {...(fault('tiers') === undefined && fault('factors') === undefined ? {} : { open: true })}>
          <summary>{text.more}</summary>
          <div className={styles['part']}>
            <Field label={text.tiers} help={text.tiersHelp} fault={fault('tiers')}>
              <textarea name="tiers" rows={4} className="mono" defaultValue={jsonText(start.tiers)} />
            </Field>
            <Field label={text.factors} help={text.factorsHelp} fault={fault('factors')}>
              <textarea name="factors" rows={4} className="mono" defaultValue={jsonText(start.factors)} />
            </Field>
          </div>
        </details>
        <Field label={text.from} help={text.fromHelp} fault={fault('from')}>
          <input name="from" type="datetime-local" />
        </Field>
      </Form>
    </Dialog>
  );
}

/** A fault of the price as a whole, not of a field of it. */
function exact(error: unknown, field: string): string | undefined {
  return error instanceof ApiError && error.param === field ? error.message : undefined;
}

function jsonText(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}
