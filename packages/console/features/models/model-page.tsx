// One model: what it can do, what it costs in each group, how its last day went, and how it is called.

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import type { paths } from '../../api/schema.d.ts';
import { formatCount, formatDuration, localeOf } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Choices } from '../../ui/choices.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { PageHead, Section } from '../../ui/page.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { Strip } from '../../ui/strip.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { type Protocol, PROTOCOLS } from '../playground/chat.ts';
import { chatCode, type CodeLanguage, LANGUAGES } from '../playground/code/chat-code.ts';
import { mediaCode } from '../playground/code/media-code.ts';
import { MEDIA, orderOf } from '../playground/orders.ts';
import { PROTOCOL_NAMES } from '../playground/wires/index.ts';
import { times } from './price.ts';
import { MODELS } from './strings.ts';
import styles from './models.module.css';

type Shown = paths['/manage/v1/model']['get']['responses'][200]['content']['application/json'];

export default function ModelPage() {
  const [search] = useSearchParams();
  const id = search.get('id') ?? '';
  const model = useQuery({
    queryKey: ['model', id],
    staleTime: 60_000,
    queryFn: () => answerOf(client.GET('/manage/v1/model', { params: { query: { id } } })),
  });
  return (
    <>
      {model.isSuccess ? null : <PageHead title={id} />}
      {model.isPending ? <Loading /> : null}
      {model.isError ? <Failed error={model.error} retry={() => void model.refetch()} /> : null}
      {model.data === undefined ? null : <Model shown={model.data} />}
    </>
  );
}

function Model({ shown }: { readonly shown: Shown }) {
  const text = useTexts(MODELS);
  const me = useMe();
  const { model } = shown;
  const playable = model.kind === 'chat' || model.kind === 'search' || MEDIA[model.kind] !== undefined;
  return (
    <>
      <PageHead
        title={model.title}
        lead={`${model.provider} · ${text.kinds[model.kind] ?? model.kind}`}
        actions={
          <>
            <CopyButton text={model.id} label={model.id} />
            {playable && me.data != null ? (
              <Link href={`/playground?model=${encodeURIComponent(model.id)}`} className={styles['try']}>
                {text.try}
              </Link>
            ) : null}
          </>
        }
      />
      <Abilities model={model} />
      <Section title={text.prices}>
        <Prices shown={shown} />
      </Section>
      <Day hours={shown.hours} />
      {playable ? <Samples model={model} /> : null}
      <p className={styles['more']}>
        <Link href="/models">{text.back}</Link>
      </p>
    </>
  );
}

function Abilities({ model }: { readonly model: Shown['model'] }) {
  const text = useTexts(MODELS);
  const { language } = useLanguage();
  const words = (names: readonly string[], known: Readonly<Record<string, string>>): string =>
    names.map(name => known[name] ?? name.replaceAll('_', ' ')).join(text.comma);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text.context, model.context === null ? '' : formatCount(model.context, language)],
    [text.longest, model.max_output === null ? '' : formatCount(model.max_output, language)],
    [text.takes, words(model.inputs, text.media)],
    [text.gives, words(model.outputs, text.media)],
    [text.abilities, words(model.abilities, text.can)],
    [text.protocols, model.protocols.map(name => PROTOCOL_NAMES[name as Protocol] ?? name).join(', ')],
  ];
  return (
    <dl className={styles['facts']}>
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface PriceRow {
  readonly name: string;
  readonly per: string;
  readonly rate: string;
}

/** Each rate by list, and in each group that the reader may use. */
function Prices({ shown: { model, groups } }: { readonly shown: Shown }) {
  const text = useTexts(MODELS);
  const { language } = useLanguage();
  const { price } = model;
  const token = (rates: Readonly<Record<string, string>>, tier: string): PriceRow[] =>
    Object.entries(rates).map(([name, rate]) => ({
      name: `${text.meters[name] ?? name}${tier}`,
      per: text.million,
      rate,
    }));
  const rows: readonly PriceRow[] = [
    ...token(price.token, ''),
    ...price.tiers.flatMap(tier => token(tier.token, ` (${text.above(formatCount(tier.above, language))})`)),
    ...Object.entries(price.unit).map(([name, rate]) => ({
      name: text.things[name] ?? text.units[name] ?? name,
      per: text.each,
      rate,
    })),
    ...Object.entries(price.factors).flatMap(([name, values]) =>
      Object.entries(values).map(([value, factor]) => ({
        name: `${name} ${value}`,
        per: text.factor,
        rate: String(factor),
      })),
    ),
  ];
  const usable = groups.filter(group => model.groups.includes(group.name));
  const columns: readonly Column<PriceRow>[] = [
    { key: 'name', title: text.what, cell: row => row.name },
    { key: 'per', title: text.per, minor: true, cell: row => row.per },
    { key: 'list', title: text.list, end: true, cell: row => <span className="mono">{row.rate}</span> },
    ...usable.map(group => ({
      key: group.name,
      title: `${group.name} ×${group.multiplier}`,
      end: true,
      cell: (row: PriceRow) => (
        <span className="mono">{row.per === text.factor ? row.rate : times(row.rate, group.multiplier)}</span>
      ),
    })),
  ];
  return <Table caption={text.prices} columns={columns} rows={rows} keyOf={row => `${row.name}${row.per}`} />;
}

function Day({ hours }: { readonly hours: Shown['hours'] }) {
  const text = useTexts(MODELS);
  const { language } = useLanguage();
  const known = hours.filter(hour => hour.served !== null);
  const percent = new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: 2 });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return (
    <Strip title={text.day} hours={hours.map(hour => ({ at: hour.at, served: hour.served, meanMs: hour.mean_ms }))}>
      <p className="soft">
        {known.length === 0
          ? text.quiet
          : text.served(
              percent.format(mean(known.map(hour => hour.served ?? 0))),
              formatDuration(mean(known.map(hour => hour.mean_ms ?? 0))),
            )}
      </p>
    </Strip>
  );
}

function Samples({ model }: { readonly model: Shown['model'] }) {
  const text = useTexts(MODELS);
  const [language, setLanguage] = useState<CodeLanguage>('curl');
  const [protocol, setProtocol] = useState<Protocol>('openai-chat');
  const medium = MEDIA[model.kind];
  const place = { base: location.origin, key: 'sk-YOUR-KEY' };
  const turns = [{ role: 'user', text: 'Hello' }] as const;
  const program =
    medium === undefined
      ? chatCode(
          language,
          protocol,
          { model: model.id, system: '', maxTokens: undefined, temperature: undefined, turns },
          place,
        )
      : mediaCode(
          language,
          orderOf(
            medium,
            model.id,
            { prompt: 'A toll booth in the rain', input: 'Hello', gpt_description_prompt: 'A song of the road' },
            medium === 'transcript' ? 'speech.mp3' : undefined,
          ),
          place,
        );
  return (
    <Section title={text.samples}>
      <div className={styles['choices']}>
        <Choices
          label={text.samples}
          options={LANGUAGES.map(name => ({ value: name, label: text.languages[name] }))}
          chosen={language}
          onChoose={value => setLanguage(value)}
        />
        {medium === undefined ? (
          <Choices
            label={text.protocols}
            options={PROTOCOLS.map(name => ({ value: name, label: PROTOCOL_NAMES[name] }))}
            chosen={protocol}
            onChoose={value => setProtocol(value)}
          />
        ) : null}
        <CopyButton text={program} />
      </div>
      <pre className={styles['program']} tabIndex={0}>
        {program}
      </pre>
    </Section>
  );
}
