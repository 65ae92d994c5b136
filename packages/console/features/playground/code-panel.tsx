// The request as a program: in three languages, with the reader's key filled in when he shows it.

import { useMutation } from '@tanstack/react-query';
import { answerOf, ApiError, client } from '../../api/client.ts';
import type { Key } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Section } from '../../ui/page.tsx';
import { Proof } from '../../ui/proof.tsx';
import { Fault } from '../../ui/states.tsx';
import { type CodeLanguage, LANGUAGES, type Place } from './code/chat-code.ts';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

const PLACEHOLDER = 'sk-YOUR-KEY';

interface CodeProps {
  readonly chosen: Key;
  readonly language: CodeLanguage;
  /** One program for each model that is asked. @throws CannotCarry */
  readonly programs: readonly {
    readonly name: string;
    readonly write: (language: CodeLanguage, place: Place) => string;
  }[];
  onLanguage(language: CodeLanguage): void;
}

export function CodePanel({ chosen, language, programs, onLanguage }: CodeProps) {
  const text = useTexts(PLAYGROUND);
  const reveal = useMutation({
    mutationFn: () => answerOf(client.POST('/manage/v1/keys/{id}/secret', { params: { path: { id: chosen.id } } })),
  });
  const needsProof = reveal.error instanceof ApiError && reveal.error.code === 'AUTH_PROOF_NEEDED';
  const key = reveal.data?.secret ?? PLACEHOLDER;
  return (
    <Section title={text.code}>
      <div className={styles['acts']}>
        <Choices
          label={text.code}
          options={LANGUAGES.map(name => ({ value: name, label: text.languages[name] }))}
          chosen={language}
          onChoose={onLanguage}
        />
        {key === PLACEHOLDER && chosen.revealable ? (
          <Button icon="eye" look="bare" busy={reveal.isPending} onClick={() => reveal.mutate()}>
            {text.fill}
          </Button>
        ) : null}
      </div>
      {key === PLACEHOLDER ? <p className="soft">{text.codeKey}</p> : null}
      {needsProof ? (
        <Proof onProven={() => reveal.mutate()} onClose={() => reveal.reset()} />
      ) : (
        <Fault error={reveal.error} />
      )}
      {programs.map(({ name, write }) => (
        <Program
          key={name}
          label={`${text.languages[language]} · ${name}`}
          write={() => write(language, { base: location.origin, key })}
        />
      ))}
    </Section>
  );
}

function Program({ write, label }: { write(): string; readonly label: string }) {
  let program;
  try {
    program = write();
  } catch (error) {
    return <Fault error={error} />;
  }
  return (
    <div className={styles['program']}>
      <CopyButton text={program} />
      <pre tabIndex={0} role="region" aria-label={label}>
        {shortened(program)}
      </pre>
    </div>
  );
}

/** Files in base64 are cut where they are shown; what is copied is whole. */
function shortened(program: string): string {
  return program.replaceAll(/[A-Za-z0-9+/=]{300,}/g, found => `${found.slice(0, 40)}… (${found.length})`);
}
