// One picture, one song and one video, made through the practice upstream and opened in a browser from their asset
// addresses: it decodes and plays them. `node test/shows/players.ts [folder]` keeps screenshots there.

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { at } from '../support/client.ts';
import { asked, polled, SOON, startStage, type Json, type Stage } from '../tasks/stage.ts';

/** What the browser made of one file. */
export interface Played {
  readonly what: 'picture' | 'song' | 'video';
  readonly address: string;
  /** Its sides, where it has any. */
  readonly width: number;
  readonly height: number;
  /** Seconds that it lasts, and that were played when it was looked at. */
  readonly duration: number;
  readonly played: number;
  readonly screenshot: string;
}

interface Wish {
  readonly what: Played['what'];
  readonly path: string;
  readonly body: Json;
  readonly id: string;
  look(id: string): string;
  readonly state: string;
  readonly done: string;
  readonly file: string;
}

const WISHES: readonly Wish[] = [
  {
    what: 'picture',
    path: '/mj/submit/imagine',
    body: { prompt: `${SOON} a toll house at dusk` },
    id: 'result',
    look: id => `/mj/task/${id}/fetch`,
    state: 'status',
    done: 'SUCCESS',
    file: 'imageUrl',
  },
  {
    what: 'song',
    path: '/suno/submit/music',
    body: { gpt_description_prompt: `${SOON} a song of the road` },
    id: 'data',
    look: id => `/suno/fetch/${id}`,
    state: 'data.status',
    done: 'SUCCESS',
    file: 'data.data.0.audio_url',
  },
  {
    what: 'video',
    path: '/v1/videos',
    body: { model: 'sora-2', prompt: `${SOON} cars at a gate`, seconds: '4', size: '1280x720' },
    id: 'id',
    look: id => `/v1/videos/${id}`,
    state: 'status',
    done: 'completed',
    file: 'video_url',
  },
];

/** Of an <img> its sides, of a <video> what it plays. The page allows no script: nothing in it may wait. */
const LOOK = `(() => {
  const image = document.querySelector('img');
  if (image !== null) return { width: image.naturalWidth, height: image.naturalHeight, duration: 0, played: 0 };
  const { videoWidth: width, videoHeight: height, duration, currentTime: played } = document.querySelector('video');
  return { width, height, duration, played };
})()`;
const PLAY = `(() => { const player = document.querySelector('video'); if (player !== null) { player.muted = true; player.play(); } })()`;

async function made(stage: Stage, { path, body, id, look, state, done, file }: Wish): Promise<string> {
  const begun = await asked(stage, path, body);
  const end = await polled(
    () => asked(stage, look(String(at(begun, id)))),
    told => at(told, state) === done,
  );
  return String(at(end, file));
}

/** Opens an address by itself, as a person would who was given it, and lets it play for a second. */
async function opened(page: Page, what: Played['what'], address: string, screenshot: string): Promise<Played> {
  await page.goto(address);
  await page.evaluate(PLAY);
  await page.waitForTimeout(1_500);
  const seen = await page.evaluate(LOOK);
  await page.screenshot({ path: screenshot });
  const told = (name: string): number => Number(at(seen, name));
  const [width, height, duration, played] = [told('width'), told('height'), told('duration'), told('played')];
  return { what, address, screenshot, width, height, duration, played };
}

/** Makes the three and plays them. */
export async function watchPlayers(folder: string): Promise<readonly Played[]> {
  mkdirSync(folder, { recursive: true });
  const { stage, end } = await startStage(1);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 960, height: 540 } });
    const played: Played[] = [];
    for (const wish of WISHES) {
      const address = await made(stage(0), wish);
      played.push(await opened(page, wish.what, address, join(folder, `${wish.what}.png`)));
    }
    return played;
  } finally {
    await browser.close();
    await end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(tmpdir(), 'turnpike-players');
  for (const { what, width, height, duration, played, screenshot } of await watchPlayers(folder)) {
    const sides = width === 0 ? '' : `${width}x${height}`;
    const time = duration === 0 ? '' : `${played.toFixed(1)} s played of ${duration.toFixed(1)} s`;
    process.stdout.write(`${what.padEnd(8)} ${sides.padEnd(10)} ${time.padEnd(26)} ${screenshot}\n`);
  }
}
