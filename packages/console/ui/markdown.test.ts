// Specifies how Markdown of models is read: blocks, inline parts, and that nothing becomes more than text by accident.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, inlinesOf } from './markdown.ts';

describe('a text of blocks', () => {
  it('is read as headings, code, lists, quotes, tables and paragraphs', () => {
    const text = [
      '# Title',
      'One line',
      'and its next.',
      '',
      '```ts',
      'const a = "<b>";',
      '```',
      '- one',
      '  goes on',
      '  - inside',
      '3. third',
      '> quoted',
      '| a | b |',
      '|---|:-:|',
      '| 1 | 2 |',
      '---',
    ].join('\n');
    expect(blocksOf(text)).toEqual([
      { kind: 'heading', text: 'Title' },
      { kind: 'text', text: 'One line\nand its next.' },
      { kind: 'code', language: 'ts', text: 'const a = "<b>";' },
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [
          { depth: 0, text: 'one goes on' },
          { depth: 1, text: 'inside' },
          { depth: 0, text: 'third' },
        ],
      },
      { kind: 'quote', text: 'quoted' },
      { kind: 'table', head: ['a', 'b'], rows: [['1', '2']] },
      { kind: 'rule' },
    ]);
  });

  it('that is still being written has its open fence as code', () => {
    expect(blocksOf('```py\nprint(1)')).toEqual([{ kind: 'code', language: 'py', text: 'print(1)' }]);
  });

  it('ends, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('#', '`', '*', '|', '-', '>', ' ', '\n', 'a', '1', '.') }),
        text => {
          expect(blocksOf(text).length).toBeLessThanOrEqual(text.split('\n').length);
        },
      ),
    );
  });
});

describe('a line', () => {
  it('has emphasis, code and links', () => {
    expect(inlinesOf('a **b** `c*d*` _e_ [f](https://g.example/h) snake_case_name 2 * 3 * 4')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'strong', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c*d*' },
      { kind: 'text', text: ' ' },
      { kind: 'emphasis', text: 'e' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'f', url: 'https://g.example/h' },
      { kind: 'text', text: ' snake_case_name 2 * 3 * 4' },
    ]);
  });

  it('links to the web alone', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', '/console/keys', 'JAVASCRIPT:x'])
      expect(inlinesOf(`[x](${url})`).every(part => part.kind === 'text')).toBe(true);
    expect(inlinesOf('see https://a.example/b.')).toContainEqual({
      kind: 'link',
      text: 'https://a.example/b',
      url: 'https://a.example/b',
    });
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const letters = (value: string) => value.replaceAll(/[`*_[\]()\s]/g, '');
        fc.pre(!/\[[^\]]*\]\(/.test(text));
        expect(
          letters(
            inlinesOf(text)
              .map(part => part.text)
              .join(''),
          ),
        ).toBe(letters(text));
      }),
    );
  });
});
