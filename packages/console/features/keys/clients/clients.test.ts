// Specifies what clients are told: every one of them has the address and the key, in a form that it reads.

import { describe, expect, it } from 'vitest';
import { recipes } from './index.ts';
import { base64 } from './recipe.ts';

const FILLED = {
  base: 'https://gw.example.com',
  key: 'sk-0123456789abcdef',
  model: 'gpt-5',
  claude: 'claude-sonnet-4-5',
  gemini: 'gemini-2.5-flash',
};
const OFFERED = recipes(FILLED);
const linkOf = (name: string, link = name): URL =>
  new URL(OFFERED.find(one => one.name === name)?.links?.find(one => one.name === link)?.url ?? 'none:');
const decoded = (text: string | null): unknown =>
  JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text ?? ''), letter => letter.charCodeAt(0))));

describe('a client', () => {
  it.each(OFFERED)('$name has everything that it needs', ({ steps, links = [] }) => {
    const told = [...steps.map(step => step.text), ...links.map(link => decodeURIComponent(link.url))].join('\n');
    const inLinks = links.map(link => /data=|config=/.test(link.url)).includes(true);
    expect(told.includes(FILLED.key) || inLinks).toBe(true);
    expect(told).toContain('gw.example.com');
    for (const { where, text } of steps) if (where.endsWith('.json')) JSON.parse(text);
  });

  it('of the usual ones is among them, each once', () => {
    const names = OFFERED.map(one => one.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['Claude Code', 'Codex', 'Gemini CLI', 'Cherry Studio', 'Chatbox', 'NextChat', 'LobeChat'])
      expect(names).toContain(name);
    for (const name of ['CC Switch', 'Cursor', 'aider', 'Dify', 'opencode', 'Qwen Code', 'LangChain', 'gpt_academic'])
      expect(names).toContain(name);
  });
});

describe('a link', () => {
  it('of Cherry Studio and Chatbox carries its data in standard base64', () => {
    expect(decoded(linkOf('Cherry Studio').searchParams.get('data'))).toMatchObject({
      baseUrl: FILLED.base,
      apiKey: FILLED.key,
    });
    expect(decoded(linkOf('Chatbox').searchParams.get('config'))).toMatchObject({
      type: 'openai',
      settings: { apiHost: FILLED.base, apiKey: FILLED.key },
    });
    expect(decoded(base64({ name: '收费站' }))).toEqual({ name: '收费站' });
  });

  it('of CC Switch names the app, and the address that the app adds its paths to', () => {
    const codex = linkOf('CC Switch', 'Codex').searchParams;
    expect([codex.get('app'), codex.get('endpoint'), codex.get('apiKey')]).toEqual([
      'codex',
      'https://gw.example.com/v1',
      FILLED.key,
    ]);
    expect(linkOf('CC Switch', 'Claude Code').searchParams.get('endpoint')).toBe(FILLED.base);
  });

  it('that would take the key to somebody’s server says so; NextChat’s stays behind the mark', () => {
    for (const { links = [] } of OFFERED)
      for (const { url, tells } of links)
        expect(/^https?:\/\/[^#]*sk-/.test(decodeURIComponent(url))).toBe(tells === true);
    expect(linkOf('NextChat').hash).toContain('settings=');
  });
});
