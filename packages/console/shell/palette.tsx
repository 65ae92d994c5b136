// The command palette: Ctrl K or ⌘K, a few letters, Enter.

import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { answerOf, client } from '../api/client.ts';
import { useKeys, useModels } from '../api/queries.ts';
import { useTexts } from '../i18n/language.tsx';
import type { Page } from '../pages.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { SHELL, type ShellText } from './strings.ts';
import styles from './palette.module.css';

export function Palette({ pages }: { readonly pages: readonly Page[] }) {
  const text = useTexts(SHELL);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <button type="button" className={styles['trigger']} onClick={() => setOpen(true)}>
        <Icon name="search" />
        {text.search}
      </button>
      {open ? (
        <Dialog title={text.search} quiet onClose={() => setOpen(false)}>
          <Choices pages={pages} done={() => setOpen(false)} />
        </Dialog>
      ) : null}
    </>
  );
}

/** Something that can be gone to. */
interface Place {
  readonly path: string;
  readonly icon: IconName;
  readonly label: string;
  readonly kind: keyof ShellText['kinds'];
}

/** Things of one kind that are shown at most, beside the pages. */
const MOST = 6;
const REQUEST_ID = /^[\w-]{12,80}$/;

/** Where the typed words may lead: pages, keys, models, accounts for who may see them, and a call by its number. */
function usePlaces(pages: readonly Page[], typed: string): readonly Place[] {
  const text = useTexts(SHELL);
  const keys = useKeys();
  const models = useModels();
  const wanted = typed.trim();
  const mayFind = pages.some(page => page.path === '/admin/users') && wanted.length > 1;
  const users = useQuery({
    queryKey: ['palette', 'accounts', wanted],
    enabled: mayFind,
    queryFn: () => answerOf(client.GET('/manage/v1/accounts', { params: { query: { q: wanted, limit: MOST } } })),
  });
  const fits = (label: string): boolean => label.toLowerCase().includes(wanted.toLowerCase());
  const shown = pages.filter(page => page.part !== 'hidden' && fits(text.pages[page.name]));
  const places: Place[] = shown.map(page => ({ ...page, label: text.pages[page.name], kind: 'page' }));
  if (wanted === '') return places;
  const some = <Row,>(rows: readonly Row[] | undefined, place: (row: Row) => Place): readonly Place[] =>
    (rows ?? [])
      .map(place)
      .filter(one => fits(one.label))
      .slice(0, MOST);
  return [
    ...places,
    ...some(keys.data?.items, row => ({ path: `/keys?use=${row.id}`, icon: 'keys', label: row.name, kind: 'key' })),
    ...some(models.data?.items, row => ({
      path: `/model?id=${encodeURIComponent(row.id)}`,
      icon: 'models',
      label: row.id,
      kind: 'model',
    })),
    // The gateway has found them, by more than their names.
    ...(mayFind ? (users.data?.items ?? []) : []).map((row): Place => ({
      path: `/admin/users?account=${row.id}`,
      icon: 'users',
      label: row.name,
      kind: 'user',
    })),
    ...(REQUEST_ID.test(wanted)
      ? [{ path: `/usage?call=${encodeURIComponent(wanted)}`, icon: 'usage', label: wanted, kind: 'call' } as const]
      : []),
  ];
}

function Choices({ pages, done }: { readonly pages: readonly Page[]; done(): void }) {
  const text = useTexts(SHELL);
  const id = useId();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const fitting = usePlaces(pages, typed);
  const take = (place: Place | undefined) => {
    if (place === undefined) return;
    done();
    go(place.path);
  };
  useEffect(() => {
    document.querySelector(`#${CSS.escape(`${id}-${chosen}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, chosen]);
  const move = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen(Math.min(chosen + 1, fitting.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') take(fitting[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={styles['input']}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={fitting[chosen] === undefined ? undefined : `${id}-${chosen}`}
        aria-label={text.search}
        placeholder={text.searchHelp}
        value={typed}
        onChange={event => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={move}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={text.navigation} className={styles['list']}>
        {fitting.map((place, index) => (
          <li
            key={`${place.kind} ${place.path}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseEnter={() => setChosen(index)}
            onClick={() => take(place)}
          >
            <Icon name={place.icon} />
            <span className={styles['label']}>{place.label}</span>
            {place.kind === 'page' ? null : <span className="soft">{text.kinds[place.kind]}</span>}
          </li>
        ))}
      </ul>
      {fitting.length === 0 ? <p className={styles['nothing']}>{text.nothing}</p> : null}
    </>
  );
}
