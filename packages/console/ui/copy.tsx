// Copies a text that works as it is, and says so.

import { copyText } from './clipboard.ts';
import { useEffect, useState } from 'react';
import { texts, useTexts } from '../i18n/language.tsx';
import { Button } from './button.tsx';

const TEXTS = texts({ copy: 'Copy', copied: 'Copied' }, { copy: '复制', copied: '已复制' });
const SAID_MS = 1_500;

interface CopyProps {
  readonly text: string;
  readonly label?: string;
  readonly look?: 'signal' | 'plain' | 'bare';
}

export function CopyButton({ text, label, look = 'plain' }: CopyProps) {
  const words = useTexts(TEXTS);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
  };
  return (
    <>
      <Button look={look} icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
        {copied ? words.copied : (label ?? words.copy)}
      </Button>
      <span className="hidden-text" role="status">
        {copied ? words.copied : ''}
      </span>
    </>
  );
}
