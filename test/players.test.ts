// What tasks made opens in a browser from its asset address: a picture shows, a song and a video play.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchPlayers } from './shows/players.ts';
import { CHROMIUM } from './support/browser.ts';

it.skipIf(CHROMIUM === undefined)(
  'a picture, a song and a video open by their addresses alone',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'turnpike-players-'));
    const [picture, song, video] = await watchPlayers(folder);
    rmSync(folder, { recursive: true });
    expect(picture).toMatchObject({ what: 'picture', width: 64, height: 64 });
    expect(song).toMatchObject({ what: 'song', duration: expect.closeTo(8, 0) });
    expect(video).toMatchObject({ what: 'video', width: 64, duration: expect.closeTo(4, 0) });
    expect(Math.min(song?.played ?? 0, video?.played ?? 0)).toBeGreaterThan(0.3);
  },
  60_000,
);
