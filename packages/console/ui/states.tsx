// What a page shows before its data, without any, and when something went wrong.

import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { texts, useTexts } from '../i18n/language.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './states.module.css';

const TEXTS = texts(
  {
    loading: 'Loading …',
    failed: 'This could not be loaded.',
    network: 'The gateway cannot be reached. Nothing was changed or charged. Is the network there?',
    again: 'Try again',
    id: 'Request id',
  },
  {
    loading: '正在加载…',
    failed: '加载失败。',
    network: '无法连接网关。没有产生任何更改或费用。请检查网络。',
    again: '重试',
    id: '请求编号',
  },
);

export function Loading() {
  const text = useTexts(TEXTS);
  return (
    <p className={styles['loading']} role="status">
      {text.loading}
    </p>
  );
}

/** What went wrong in a sentence, with what it means and the id to tell the operator. */
export function faultText(error: unknown, network: string): string {
  if (error instanceof ApiError) return error.status === 0 ? network : error.message;
  return error instanceof Error ? error.message : String(error);
}

interface FailedProps {
  readonly error: unknown;
  retry?(): void;
}

export function Failed({ error, retry }: FailedProps) {
  const text = useTexts(TEXTS);
  const id = error instanceof ApiError ? error.requestId : '';
  return (
    <div className={styles['failed']} role="alert">
      <Icon name="warning" />
      <div>
        <p>
          <strong>{text.failed}</strong> {faultText(error, text.network)}
        </p>
        {id === '' ? null : (
          <p className="soft">
            {text.id}: <code>{id}</code>
          </p>
        )}
      </div>
      {retry === undefined ? null : (
        <Button icon="refresh" onClick={retry}>
          {text.again}
        </Button>
      )}
    </div>
  );
}

/** What went wrong with the last act, in one line near the button that did it. */
export function Fault({ error }: { readonly error: unknown }) {
  const text = useTexts(TEXTS);
  if (error === null || error === undefined) return null;
  return (
    <p className={styles['fault']} role="alert">
      {faultText(error, text.network)}
    </p>
  );
}

interface EmptyProps {
  /** What will stand here. */
  readonly children: ReactNode;
  /** The one thing to do. */
  readonly action?: ReactNode;
}

export function Empty({ children, action }: EmptyProps) {
  return (
    <div className={styles['empty']}>
      <p>{children}</p>
      {action}
    </div>
  );
}
