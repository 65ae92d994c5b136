// The wizard that puts a key into a client: pick one, copy what it needs, watch the first request arrive.

import { useId, useState } from 'react';
import { useModels, useUsage } from '../../api/queries.ts';
import type { Key, Model } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { recipes } from './clients/index.ts';
import { KEYS } from './strings.ts';
import styles from './keys.module.css';

interface UseInProps {
  readonly row: Key;
  /** The key in clear, where it is known. */
  readonly secret: string | undefined;
  onClose(): void;
}

const PLACEHOLDER = 'sk-YOUR-KEY';

export function UseIn({ row, secret, onClose }: UseInProps) {
  const text = useTexts(KEYS);
  const id = useId();
  const models = useModels();
  const [chosen, setChosen] = useState(0);
  const named = (pattern: RegExp, fallback: string): string =>
    row.models?.find(model => pattern.test(model)) ??
    newest(models.data?.items.filter(model => pattern.test(model.id)) ?? []) ??
    fallback;
  const offered = recipes({
    base: location.origin,
    key: secret ?? PLACEHOLDER,
    model: named(/^gpt-5(?!.*(?:codex|pro|image))/, 'gpt-5'),
    claude: named(/^claude-sonnet/, 'claude-sonnet-4-5'),
    gemini: named(/^gemini-2\.5-flash$/, 'gemini-2.5-flash'),
  });
  const recipe = offered[chosen];
  return (
    <Dialog title={`${text.use} · ${row.name}`} look="panel" onClose={onClose}>
      <div className={styles['wizard']}>
        <Field label={text.client}>
          <select value={chosen} onChange={event => setChosen(Number(event.target.value))}>
            {offered.map((one, index) => (
              <option key={one.name} value={index}>
                {one.name}
              </option>
            ))}
          </select>
        </Field>
        {secret === undefined ? <p className="soft">{text.keyNeeded}</p> : null}
        {recipe?.steps.map((step, index) => (
          <div key={step.where} className={styles['step']}>
            <div className={styles['where']}>
              <span id={`${id}-${index}`}>{step.where}</span>
              <CopyButton text={step.text} look="bare" />
            </div>
            <pre aria-labelledby={`${id}-${index}`} tabIndex={0}>
              {step.text}
            </pre>
          </div>
        ))}
        {secret === undefined
          ? null
          : recipe?.links?.map(link => (
              <p key={link.name}>
                <a
                  href={link.url}
                  rel="noreferrer noopener"
                  {...(link.url.startsWith('http') ? { target: '_blank' } : {})}
                >
                  {text.open(link.name)} ↗
                </a>
                {link.tells === true ? <span className="soft"> {text.tells}</span> : null}
              </p>
            ))}
        <Watch keyId={row.id} />
      </div>
    </Dialog>
  );
}

/** The model that was released last. */
function newest(models: readonly Model[]): string | undefined {
  return models.toSorted((left, right) => (right.released ?? 0) - (left.released ?? 0))[0]?.id;
}

/** Says when the first call with the key is in the log. */
function Watch({ keyId }: { readonly keyId: number }) {
  const text = useTexts(KEYS);
  const [since] = useState(() => Date.now());
  const usage = useUsage({ key_id: keyId }, true);
  const arrived = usage.data?.pages[0]?.items.some(call => call.at >= since) === true;
  return (
    <p role="status" className={arrived ? styles['arrived'] : 'soft'}>
      {arrived ? text.arrived : text.waiting}
    </p>
  );
}
