// What operators tell everybody, above each page, until its reader puts it away.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, client } from '../../api/client.ts';
import { useTexts } from '../../i18n/language.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { NOTICES } from './strings.ts';
import styles from './notices.module.css';

export const ANNOUNCEMENTS_KEY = ['announcements'] as const;

export function Announcements() {
  const text = useTexts(NOTICES);
  const queries = useQueryClient();
  const announcements = useQuery({
    queryKey: ANNOUNCEMENTS_KEY,
    staleTime: 60_000,
    refetchInterval: 300_000,
    queryFn: () => answerOf(client.GET('/manage/v1/announcements')),
  });
  const dismiss = useMutation({
    mutationFn: (id: number) =>
      answerOf(client.POST('/manage/v1/announcements/{id}/dismissal', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ANNOUNCEMENTS_KEY }),
  });
  const rows = announcements.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-label={text.news} className={styles['banner']}>
      {rows.map(row => (
        <article key={row.id} className={row.tone === 'warning' ? styles['warning'] : undefined}>
          {row.tone === 'warning' ? <Icon name="warning" label={text.warning} /> : null}
          <div>
            <h2>{row.title}</h2>
            {row.body === '' ? null : <p>{row.body}</p>}
          </div>
          <IconButton icon="close" label={`${text.putAway}: ${row.title}`} onClick={() => dismiss.mutate(row.id)} />
        </article>
      ))}
    </section>
  );
}
