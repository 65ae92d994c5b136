// The conversation: one lane or two side by side, what is said to both, options, and the request as a program.

import { useState } from 'react';
import type { Key } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import type { Attachment, Chat, ChatOptions, Protocol } from './chat.ts';
import { chatCode, type CodeLanguage } from './code/chat-code.ts';
import { CodePanel } from './code-panel.tsx';
import { Composer } from './composer.tsx';
import { type Lane, useLane } from './lane.ts';
import { Transcript } from './transcript.tsx';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

/** A model in the protocol that carries it. */
export interface Side {
  readonly model: string;
  readonly protocol: Protocol;
}

interface ChatBenchProps {
  readonly chosen: Key;
  readonly sides: readonly Side[];
  /** What stands in the fields at the beginning, and where the page hears of changes for its samples. */
  readonly fields: Readonly<Record<string, string>>;
  readonly language: CodeLanguage;
  onFields(fields: Readonly<Record<string, string>>): void;
  onLanguage(language: CodeLanguage): void;
}

const numberIn = (text: string | undefined): number | undefined => {
  const value = Number(text ?? '');
  return (text ?? '').trim() === '' || !Number.isFinite(value) ? undefined : value;
};

/** The options that the fields hold. */
function optionsOf(fields: Readonly<Record<string, string>>): ChatOptions {
  return {
    system: fields['system'] ?? '',
    maxTokens: numberIn(fields['max_tokens']),
    temperature: numberIn(fields['temperature']),
  };
}

export function ChatBench({ chosen, sides, fields, language, onFields, onLanguage }: ChatBenchProps) {
  const text = useTexts(PLAYGROUND);
  const lanes: readonly Lane[] = [useLane(), useLane()];
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const options = optionsOf(fields);
  const said = fields['say'] ?? '';
  const shown = sides.flatMap((side, index) => {
    const lane = lanes[index];
    return lane === undefined ? [] : [{ side, lane }];
  });
  const put = (name: string, value: string) => onFields({ ...fields, [name]: value });
  const send = () => {
    const turn = { role: 'user', text: said.trim(), attachments: files } as const;
    for (const { side, lane } of shown)
      void lane.send(turn, { ...options, model: side.model }, side.protocol, chosen.id);
    put('say', '');
    setFiles([]);
  };
  const running = shown.some(({ lane }) => lane.running);
  const begun = shown.some(({ lane }) => lane.turns.length > 0);
  /** What would be asked now: with what is being typed, else what was asked last. */
  const chatOf = (side: Side, lane: Lane): Chat => {
    const asked = lane.turns.filter(turn => turn.role === 'user' || turn.text !== '');
    const last = asked.at(-1)?.role === 'assistant' ? asked.slice(0, -1) : asked;
    const typed = { role: 'user', text: said.trim() || 'Hello', attachments: files } as const;
    const turns = said.trim() === '' && files.length === 0 && last.length > 0 ? last : [...asked, typed];
    return { ...options, model: side.model, turns };
  };
  return (
    <>
      <div className={shown.length > 1 ? styles['two'] : styles['one']}>
        {shown.map(({ side, lane }, index) => (
          <section key={index === 0 ? 'first' : 'second'} className={styles['lane']} aria-label={side.model}>
            <Transcript model={side.model} turns={lane.turns} />
          </section>
        ))}
      </div>
      <Composer
        text={said}
        files={files}
        running={running}
        ready={shown.length > 0}
        onText={value => put('say', value)}
        onFiles={setFiles}
        onSend={send}
        onStop={() => shown.forEach(({ lane }) => lane.stop())}
      />
      <div className={styles['acts']}>
        {begun ? (
          <Button look="bare" icon="refresh" onClick={() => lanes.forEach(lane => lane.reset())}>
            {text.clear}
          </Button>
        ) : null}
      </div>
      <details className={styles['options']}>
        <summary>{text.options}</summary>
        <div className={styles['fields']}>
          <Field label={text.system}>
            <textarea
              name="system"
              rows={3}
              value={fields['system'] ?? ''}
              onChange={event => put('system', event.target.value)}
            />
          </Field>
          <Field label={text.maxTokens} help={text.left}>
            <input
              name="max_tokens"
              inputMode="numeric"
              value={fields['max_tokens'] ?? ''}
              onChange={event => put('max_tokens', event.target.value)}
            />
          </Field>
          <Field label={text.temperature} help={text.left}>
            <input
              name="temperature"
              inputMode="decimal"
              value={fields['temperature'] ?? ''}
              onChange={event => put('temperature', event.target.value)}
            />
          </Field>
        </div>
      </details>
      <CodePanel
        chosen={chosen}
        language={language}
        programs={shown.map(({ side, lane }, index) => ({
          name: shown.length > 1 ? `${index + 1} · ${side.model}` : side.model,
          write: (written, place) => chatCode(written, side.protocol, chatOf(side, lane), place),
        }))}
        onLanguage={onLanguage}
      />
    </>
  );
}
