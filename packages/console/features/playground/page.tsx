// The playground: a key that pays, a model or two, and the bench that fits what they make.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { answerOf, client } from '../../api/client.ts';
import { KEYS_KEY, useKeys, useModels } from '../../api/queries.ts';
import type { Key, Model } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Empty, Failed, Fault, Loading } from '../../ui/states.tsx';
import { type Protocol, PROTOCOLS } from './chat.ts';
import { ChatBench, type Side } from './chat-bench.tsx';
import { type CodeLanguage, LANGUAGES } from './code/chat-code.ts';
import { MediaBench } from './media-bench.tsx';
import { ModelPicker, ProtocolPicker } from './model-picker.tsx';
import { MEDIA } from './orders.ts';
import { SampleList } from './sample-list.tsx';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

/** What the playground begins with where the address names no model, the first that is there. */
const USUAL = [/^gpt-5(?:\.\d+)?-mini$/, /^gpt-4o-mini$/, /^claude-haiku/, /^gemini-.*flash$/, /./];

const isPlayable = (model: Model): boolean =>
  model.kind === 'chat' || model.kind === 'search' || MEDIA[model.kind] !== undefined;

export default function PlaygroundPage() {
  const text = useTexts(PLAYGROUND);
  const keys = useKeys();
  const models = useModels();
  const usable = keys.data?.items.filter(key => key.enabled && (key.expires_at ?? Infinity) > Date.now()) ?? [];
  const playable = models.data?.items.filter(isPlayable) ?? [];
  const pending = keys.isPending || models.isPending;
  return (
    <>
      {pending || keys.isError || models.isError || usable.length === 0 ? (
        <PageHead title={text.title} lead={text.lead} />
      ) : null}
      {pending ? <Loading /> : null}
      {keys.isError ? <Failed error={keys.error} retry={() => void keys.refetch()} /> : null}
      {models.isError ? <Failed error={models.error} retry={() => void models.refetch()} /> : null}
      {keys.isSuccess && usable.length === 0 ? <NoKey /> : null}
      {!pending && usable.length > 0 && playable.length > 0 ? <Bench keys={usable} models={playable} /> : null}
    </>
  );
}

function NoKey() {
  const text = useTexts(PLAYGROUND);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/keys', { body: { name: text.keyName } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS_KEY }),
  });
  return (
    <>
      <Empty
        action={
          <Button look="signal" icon="plus" busy={create.isPending} onClick={() => create.mutate()}>
            {text.makeKey}
          </Button>
        }
      >
        {text.noKey}
      </Empty>
      <Fault error={create.error} />
    </>
  );
}

const protocolIn = (name: string | null): Protocol | undefined => PROTOCOLS.find(one => one === name);

/** The protocol that a model's maker made it for, where one of the four is. */
function nativeOf({ provider }: Model): Protocol {
  if (provider === 'anthropic') return 'anthropic-messages';
  return provider === 'google' ? 'gemini-generate' : 'openai-chat';
}

function Bench({ keys, models }: { readonly keys: readonly Key[]; readonly models: readonly Model[] }) {
  const text = useTexts(PLAYGROUND);
  const [search, setSearch] = useSearchParams();
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});
  const [samples, setSamples] = useState(false);
  const put = (changes: Readonly<Record<string, string>>) =>
    setSearch(
      before => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const chosen = keys.find(key => String(key.id) === search.get('key')) ?? keys[0];
  const allowed = chosen?.models == null ? models : models.filter(model => chosen.models?.includes(model.id));
  const named = (name: string): Model | undefined => allowed.find(model => model.id === search.get(name));
  const model = named('model') ?? USUAL.map(usual => allowed.find(({ id }) => usual.test(id))).find(Boolean);
  const language: CodeLanguage = LANGUAGES.find(one => one === search.get('code')) ?? 'curl';
  if (chosen === undefined || model === undefined) return <Empty>{text.noModel}</Empty>;
  const medium = MEDIA[model.kind];
  const alike = allowed.filter(({ kind }) => MEDIA[kind] === undefined);
  const second = medium === undefined ? named('second') : undefined;
  const sides: readonly Side[] = [
    { model: model.id, protocol: protocolIn(search.get('protocol')) ?? nativeOf(model) },
    ...(second === undefined
      ? []
      : [{ model: second.id, protocol: protocolIn(search.get('second_protocol')) ?? nativeOf(second) }]),
  ];
  const bench = { chosen, fields, language, onFields: setFields, onLanguage: (code: CodeLanguage) => put({ code }) };
  return (
    <>
      <PageHead
        title={text.title}
        lead={text.lead}
        actions={
          <Button look="bare" icon="docs" onClick={() => setSamples(true)}>
            {text.samples}
          </Button>
        }
      />
      <div className={styles['controls']}>
        <Field label={text.key}>
          <select name="key" value={chosen.id} onChange={event => put({ key: event.target.value })}>
            {keys.map(key => (
              <option key={key.id} value={key.id}>
                {key.name}
              </option>
            ))}
          </select>
        </Field>
        <ModelPicker
          key={model.id}
          models={allowed}
          chosen={model.id}
          onChoose={id => put({ model: id, protocol: '' })}
        />
        {medium === undefined ? (
          <ProtocolPicker chosen={sides[0]?.protocol ?? 'openai-chat'} onChoose={protocol => put({ protocol })} />
        ) : null}
      </div>
      {second === undefined ? null : (
        <div className={styles['controls']}>
          <ModelPicker
            key={second.id}
            models={alike}
            chosen={second.id}
            onChoose={id => put({ second: id, second_protocol: '' })}
          />
          <ProtocolPicker
            chosen={sides[1]?.protocol ?? 'openai-chat'}
            onChoose={protocol => put({ second_protocol: protocol })}
          />
        </div>
      )}
      {medium === undefined ? (
        <>
          <div className={styles['acts']}>
            {second === undefined ? (
              <Button
                look="bare"
                icon="plus"
                onClick={() => put({ second: (alike.find(({ id }) => id !== model.id) ?? model).id })}
              >
                {text.compare}
              </Button>
            ) : (
              <Button look="bare" icon="close" onClick={() => put({ second: '', second_protocol: '' })}>
                {text.single}
              </Button>
            )}
          </div>
          <ChatBench {...bench} sides={sides} />
        </>
      ) : (
        <MediaBench key={medium} {...bench} medium={medium} model={model.id} />
      )}
      {samples ? (
        <SampleList
          now={{ search: withoutKey(search), fields }}
          onOpen={sample => {
            setSearch(new URLSearchParams(sample.search));
            setFields(sample.fields);
            setSamples(false);
          }}
          onClose={() => setSamples(false)}
        />
      ) : null}
    </>
  );
}

/** What a sample keeps of the address: not which key paid. */
function withoutKey(search: URLSearchParams): string {
  const kept = new URLSearchParams(search);
  kept.delete('key');
  return kept.toString();
}
