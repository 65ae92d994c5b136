// What the user says: text, and files by drop, paste or the picker.

import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTexts } from '../../i18n/language.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { type Attachment, dataUrl, kindOf } from './chat.ts';
import { MAX_FILES, readFiles, type Refused } from './attach.ts';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

interface ComposerProps {
  readonly text: string;
  readonly files: readonly Attachment[];
  readonly running: boolean;
  /** Whether there is a model and a key to send with. */
  readonly ready: boolean;
  onText(text: string): void;
  onFiles(files: readonly Attachment[]): void;
  onSend(): void;
  onStop(): void;
}

export function Composer({ text, files, running, ready, onText, onFiles, onSend, onStop }: ComposerProps) {
  const words = useTexts(PLAYGROUND);
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const take = async (list: Iterable<File>): Promise<void> => {
    const { read, refused: not } = await readFiles(list, MAX_FILES - files.length);
    setRefused(not);
    if (read.length > 0) onFiles([...files, ...read]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    void take([...event.clipboardData.files]);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (sendable) onSend();
  };
  const sendable = ready && !running && (text.trim() !== '' || files.length > 0);
  return (
    <div
      className={`${styles['composer']} ${over ? styles['over'] : ''}`}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id} className="hidden-text">
        {words.say}
      </label>
      <textarea
        id={id}
        name="say"
        rows={4}
        value={text}
        placeholder={words.sayHint}
        onChange={event => onText(event.target.value)}
        onPaste={paste}
        onKeyDown={press}
      />
      <Files files={files} onRemove={file => onFiles(files.filter(other => other !== file))} />
      {refused.map(({ name, why }) => (
        <p key={name} className={styles['refused']} role="alert">
          {words.refused[why](name)}
        </p>
      ))}
      <div className={styles['acts']}>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={event => {
            void take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button icon="plus" look="bare" onClick={() => picker.current?.click()}>
          {words.attach}
        </Button>
        {running ? (
          <Button onClick={onStop}>{words.stop}</Button>
        ) : (
          <Button look="signal" disabled={!sendable} onClick={onSend}>
            {words.send}
          </Button>
        )}
      </div>
    </div>
  );
}

export function Files({
  files,
  onRemove,
}: {
  readonly files: readonly Attachment[];
  onRemove?(file: Attachment): void;
}) {
  const words = useTexts(PLAYGROUND);
  if (files.length === 0) return null;
  return (
    <ul className={styles['files']}>
      {files.map((file, index) => (
        <li key={`${index} ${file.name}`}>
          {kindOf(file) === 'image' ? <img src={dataUrl(file)} alt={file.name} /> : <span>{file.name}</span>}
          {onRemove === undefined ? null : (
            <IconButton icon="close" label={words.remove(file.name)} onClick={() => onRemove(file)} />
          )}
        </li>
      ))}
    </ul>
  );
}
