// Picks a model by typing a few of its letters, and, for conversations, the protocol that carries it.

import { useId, useState } from 'react';
import type { Model } from '../../api/types.ts';
import { formatCount } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { type Protocol, PROTOCOLS } from './chat.ts';
import { PLAYGROUND } from './strings.ts';
import { PROTOCOL_NAMES } from './wires/index.ts';

interface ModelPickerProps {
  readonly models: readonly Model[];
  readonly chosen: string;
  readonly fault?: string | undefined;
  onChoose(id: string): void;
}

export function ModelPicker({ models, chosen, fault, onChoose }: ModelPickerProps) {
  const text = useTexts(PLAYGROUND);
  const { language } = useLanguage();
  const id = useId();
  const [typed, setTyped] = useState<string | undefined>();
  const shown = typed ?? chosen;
  const wrong = typed !== undefined && typed !== '' && !models.some(model => model.id === typed);
  const type = (value: string) => {
    setTyped(value);
    if (models.some(model => model.id === value)) onChoose(value);
  };
  return (
    <>
      <Field
        label={text.model}
        help={text.modelHelp(formatCount(models.length, language))}
        fault={fault ?? (wrong ? text.noModel : undefined)}
      >
        <input
          name="model"
          list={`${id}-models`}
          value={shown}
          autoComplete="off"
          spellCheck={false}
          // The list shows all models again, not only the one that is chosen.
          onFocus={event => event.target.select()}
          onChange={event => type(event.target.value.trim())}
          onBlur={() => setTyped(undefined)}
        />
      </Field>
      <datalist id={`${id}-models`}>
        {models.map(model => (
          <option key={model.id} value={model.id}>
            {model.title}
          </option>
        ))}
      </datalist>
    </>
  );
}

interface ProtocolPickerProps {
  readonly chosen: Protocol;
  onChoose(protocol: Protocol): void;
}

export function ProtocolPicker({ chosen, onChoose }: ProtocolPickerProps) {
  const text = useTexts(PLAYGROUND);
  return (
    <Field label={text.protocol}>
      <select
        name="protocol"
        value={chosen}
        onChange={event => onChoose(PROTOCOLS.find(one => one === event.target.value) ?? 'openai-chat')}
      >
        {PROTOCOLS.map(one => (
          <option key={one} value={one}>
            {PROTOCOL_NAMES[one]}
          </option>
        ))}
      </select>
    </Field>
  );
}
