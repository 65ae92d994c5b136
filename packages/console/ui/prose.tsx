// Text in Markdown as elements: headings, lists, tables, quotes, code, emphasis and links; never HTML from a string.

import { Fragment, type ReactNode } from 'react';
import { type Block, blocksOf, type Inline, inlinesOf } from './markdown.ts';
import { CopyButton } from './copy.tsx';
import styles from './prose.module.css';

export function Prose({ text }: { readonly text: string }) {
  return (
    <div className={styles['prose']}>
      {blocksOf(text).map((block, index) => (
        // Blocks of a growing text keep their place.
        // oxlint-disable-next-line react/no-array-index-key
        <Shown key={index} block={block} />
      ))}
    </div>
  );
}

function Shown({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading':
      return (
        <p className={styles['heading']}>
          <Words text={block.text} />
        </p>
      );
    case 'code':
      return (
        <div className={styles['code']}>
          <div className={styles['bar']}>
            <span className="soft">{block.language}</span>
            <CopyButton text={block.text} look="bare" />
          </div>
          <pre tabIndex={0}>{block.text}</pre>
        </div>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} style={{ marginInlineStart: `${item.depth * 20}px` }}>
          <Words text={item.text} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <div className={styles['scroll']} tabIndex={0} role="region" aria-label={block.head.join(', ')}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <th key={index} scope="col">
                    <Words text={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={index}>
                  {row.map((cell, column) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <td key={column}>
                      <Words text={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'quote':
      return (
        <blockquote>
          <Prose text={block.text} />
        </blockquote>
      );
    case 'rule':
      return <hr />;
    case 'text':
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
  }
}

function Words({ text }: { readonly text: string }) {
  return inlinesOf(text).map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>
      <Word part={part} />
    </Fragment>
  ));
}

function Word({ part }: { readonly part: Inline }): ReactNode {
  switch (part.kind) {
    case 'strong':
      return (
        <strong>
          <Words text={part.text} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Words text={part.text} />
        </em>
      );
    case 'code':
      return <code>{part.text}</code>;
    case 'link':
      return (
        <a href={part.url} target="_blank" rel="noreferrer noopener">
          {part.text}
        </a>
      );
    case 'text':
      return part.text;
  }
}
