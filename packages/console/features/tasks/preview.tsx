// What a task made, as it is looked at and listened to: pictures, films, sound.

import { useTexts } from '../../i18n/language.tsx';
import type { Task } from './live.ts';
import { TASKS } from './strings.ts';
import styles from './tasks.module.css';

interface PreviewProps {
  readonly task: Task;
  /** Only the first thing, without controls: for a gallery. */
  readonly small?: boolean;
}

export function Preview({ task, small = false }: PreviewProps) {
  const text = useTexts(TASKS);
  const had = task.assets.filter(asset => asset.url !== null);
  // Of a picture that comes in two sizes the larger one is enough.
  const shown = had.filter(asset => had.every(other => other.role !== `${asset.role}_large`));
  // A cover stands for the film or the song that it belongs to.
  const cover = shown.find(asset => asset.kind === 'image');
  const first = small ? shown.slice(0, 1).map(asset => (asset.kind === 'image' ? asset : (cover ?? asset))) : shown;
  if (first.length === 0) return null;
  return (
    <div className={small ? styles['thumb'] : styles['preview']}>
      {first.map(asset => (
        <Asset key={asset.url} asset={asset} name={task.prompt || task.model} small={small} download={text.download} />
      ))}
    </div>
  );
}

interface AssetProps {
  readonly asset: Task['assets'][number];
  readonly name: string;
  readonly small: boolean;
  readonly download: string;
}

function Asset({ asset, name, small, download }: AssetProps) {
  const url = asset.url ?? '';
  const shown =
    asset.kind === 'image' ? (
      <img src={url} alt={name} loading="lazy" />
    ) : asset.kind === 'video' ? (
      <video src={url} controls={!small} muted={small} preload="metadata" aria-label={name} playsInline />
    ) : asset.kind === 'audio' ? (
      small ? null : (
        <audio src={url} controls preload="metadata" aria-label={name} />
      )
    ) : null;
  if (small) return shown;
  return (
    <figure>
      {shown}
      <figcaption>
        <span className="soft">{asset.role}</span>{' '}
        <a href={url} download>
          {download}
        </a>
      </figcaption>
    </figure>
  );
}
