// Faults as readers see them: no pattern of a schema reaches anybody, and what is usual is Chinese for who reads Chinese.

import { describe, expect, it } from 'vitest';
import { inWordsOf } from './fault-words.ts';

describe('a fault', () => {
  it('of a schema is plain language', () => {
    expect(inWordsOf('must match pattern "^-?\\d{1,9}(\\.\\d{1,9})?$"', 'en')).toBe('must be an amount such as 12.5');
    expect(inWordsOf('must not have fewer than 8 characters', 'zh')).toBe('至少 8 个字符');
    expect(inWordsOf('budget: must match pattern "^-?\\d{1,9}(\\.\\d{1,9})?$".', 'zh')).toBe('须为金额，如 12.5。');
    expect(inWordsOf('name: must not have fewer than 1 characters.', 'en')).toBe('must be given.');
  });

  it('that is usual is told in the reader’s language, and any other as it came', () => {
    expect(inWordsOf('The name or the password is wrong.', 'zh')).toBe('用户名或密码错误。');
    expect(inWordsOf('The name or the password is wrong.', 'en')).toBe('The name or the password is wrong.');
    expect(inWordsOf('Too many tries. Wait 12 seconds.', 'zh')).toBe('操作过于频繁，请等待 12 秒。');
    expect(inWordsOf('name: this name is taken. Choose another.', 'zh')).toBe('已被使用，请换一个。');
    expect(inWordsOf('Something that nobody foresaw.', 'zh')).toBe('Something that nobody foresaw.');
  });
});
