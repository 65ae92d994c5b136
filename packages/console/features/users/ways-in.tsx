// Somebody's ways in: where the account is signed in, a link for a new password, and a lost second factor.

import { useQuery } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import type { AccountDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Moment } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Acts, Facts } from '../../ui/list.tsx';
import { useProven } from '../../ui/proven.tsx';
import { Failed, Fault } from '../../ui/states.tsx';
import { ACCOUNTS_KEY } from './queries.ts';
import { USERS } from './strings.ts';
import styles from './users.module.css';

interface WaysInProps {
  readonly account: AccountDetail;
  readonly mayWrite: boolean;
}

export function WaysIn({ account, mayWrite }: WaysInProps) {
  const text = useTexts(USERS);
  const path = { params: { path: { id: account.id } } };
  const sessions = useQuery({
    queryKey: [...ACCOUNTS_KEY, 'sessions', account.id],
    queryFn: () => answerOf(client.GET('/manage/v1/accounts/{id}/sessions', path)),
  });
  const options = { keys: [ACCOUNTS_KEY] };
  const link = useProven(() => answerOf(client.POST('/manage/v1/accounts/{id}/password-link', path)));
  const end = useProven(() => answerOf(client.DELETE('/manage/v1/accounts/{id}/sessions', path)), options);
  const factor = useProven(() => answerOf(client.DELETE('/manage/v1/accounts/{id}/second-factor', path)), options);
  const rows = sessions.data?.items ?? [];
  return (
    <section className={styles['inside']}>
      <h3>{text.waysIn}</h3>
      <Facts
        items={[
          [text.password, account.has_password ? text.yes : text.no],
          [text.secondFactor, account.second_factor ? text.yes : text.no],
          [text.passkeys, String(account.passkeys)],
          [text.outside, account.identities.map(({ provider, label }) => `${provider}: ${label}`).join(', ') || '—'],
        ]}
      />
      {sessions.isError ? <Failed error={sessions.error} retry={() => void sessions.refetch()} /> : null}
      <ul className={styles['sessions']}>
        {rows.map(session => (
          <li key={session.id}>
            {session.agent || text.unknownDevice} · {session.address} · <Moment at={session.seen_at} />
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <Acts>
          {account.declared ? null : (
            <Button busy={link.busy} onClick={() => link.run(undefined)}>
              {text.passwordLink}
            </Button>
          )}
          {rows.length === 0 ? null : (
            <Button look="bad" busy={end.busy} onClick={() => end.run(undefined)}>
              {text.endSessions}
            </Button>
          )}
          {account.second_factor ? (
            <Button look="bad" busy={factor.busy} onClick={() => factor.run(undefined)}>
              {text.removeFactor}
            </Button>
          ) : null}
        </Acts>
      ) : null}
      {link.data === undefined ? null : (
        <div role="status" className={styles['inside']}>
          <p>{text.passwordLinkMade}</p>
          <code className={styles['link']}>{`${location.origin}${link.data.path}`}</code>
          <CopyButton text={`${location.origin}${link.data.path}`} />
        </div>
      )}
      <Fault error={link.error ?? end.error ?? factor.error} />
      {link.question}
      {end.question}
      {factor.question}
    </section>
  );
}
