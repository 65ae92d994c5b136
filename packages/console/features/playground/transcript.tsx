// One side of a conversation: what was said, and each answer with its tokens, times and exact cost.

import { Link } from 'wouter';
import { formatCount, formatDuration } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/language.tsx';
import { Money } from '../../ui/amount.tsx';
import { Prose } from '../../ui/prose.tsx';
import { Fault } from '../../ui/states.tsx';
import { Files } from './composer.tsx';
import { type Answer, type Exchange, tokensOf } from './lane.ts';
import { PLAYGROUND } from './strings.ts';
import styles from './playground.module.css';

interface TranscriptProps {
  readonly model: string;
  readonly turns: readonly Exchange[];
}

export function Transcript({ model, turns }: TranscriptProps) {
  const text = useTexts(PLAYGROUND);
  if (turns.length === 0) return <p className={`${styles['nothing']} soft`}>{text.empty}</p>;
  return (
    <ol className={styles['turns']}>
      {turns.map((turn, index) => (
        // Turns are only added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className={turn.role === 'user' ? styles['said'] : styles['answered']}>
          <p className={styles['who']}>{turn.role === 'user' ? text.you : model}</p>
          {turn.role === 'user' ? (
            <>
              <p className={styles['words']}>{turn.text}</p>
              <Files files={turn.attachments ?? []} />
            </>
          ) : turn.answer === undefined ? (
            <Prose text={turn.text} />
          ) : (
            <Answered answer={turn.answer} />
          )}
        </li>
      ))}
    </ol>
  );
}

function Answered({ answer }: { readonly answer: Answer }) {
  const text = useTexts(PLAYGROUND);
  return (
    <>
      {answer.state === 'waiting' ? (
        <p className="soft" role="status">
          {text.waiting}
        </p>
      ) : null}
      {answer.thinking === '' ? null : (
        <details className={styles['thinking']} open={answer.text === '' && answer.state === 'coming'}>
          <summary>{text.thinking}</summary>
          <p className={styles['words']}>{answer.thinking}</p>
        </details>
      )}
      {answer.text === '' ? null : <Prose text={answer.text} />}
      {answer.images.map(image => (
        <img key={image.slice(-64)} className={styles['picture']} src={image} alt={text.picture} />
      ))}
      {answer.state === 'stopped' ? <p className="soft">{text.stopped}</p> : null}
      <Fault error={answer.fault} />
      <Meter answer={answer} />
    </>
  );
}

/** Tokens as they come, the time to the first byte, and the exact cost once it is settled. */
function Meter({ answer }: { readonly answer: Answer }) {
  const text = useTexts(PLAYGROUND);
  const { language } = useLanguage();
  const { charge, firstMs, totalMs } = answer;
  const counted = charge?.call.output_tokens ?? answer.tokens;
  const tokens = counted ?? tokensOf(answer);
  return (
    <p className={styles['meter']}>
      {tokens === 0 ? null : (
        <span className="mono">{text.tokens(formatCount(tokens, language), counted !== undefined)}</span>
      )}
      {firstMs === undefined ? null : <span className="mono">{text.first(formatDuration(firstMs))}</span>}
      {totalMs === undefined ? null : <span className="mono">{text.total(formatDuration(totalMs))}</span>}
      {charge === undefined ? null : (
        <>
          <strong data-cost={charge.call.amount}>
            <Money exact={charge.call.amount} />
          </strong>
          <Link href={`/usage?call=${charge.call.id}`}>{text.explain}</Link>
          {charge.call.sandbox ? <span className="soft">{text.practice}</span> : null}
        </>
      )}
      {charge === undefined && answer.requestId !== '' && totalMs !== undefined && answer.state !== 'failed' ? (
        <span className="soft">{text.unsettled}</span>
      ) : null}
    </p>
  );
}
