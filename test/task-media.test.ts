// What the practice platforms make is real: a browser shows the picture, plays the song and the video.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { startSandbox } from '../packages/sandbox/main.ts';

const BROWSER = '/usr/bin/chromium';

/** Runs in the page, as text for it has the browser's types: what it makes of the files, and whether the video moves. */
const inPage = (files: string): string => `(async () => {
  const loaded = (element, event, read) => new Promise(resolve => {
    element.addEventListener(event, () => resolve(read()));
    element.addEventListener('error', () => resolve('error: ' + element.error.message));
  });
  const video = document.createElement('video');
  video.muted = true;
  const size = loaded(video, 'loadeddata', () => [video.videoWidth, video.videoHeight, video.duration]);
  video.src = '${files}/video-5.mp4';
  document.body.append(video);
  const shape = await size;
  await video.play();
  await new Promise(resolve => setTimeout(resolve, 1200));
  const audio = document.createElement('audio');
  const length = loaded(audio, 'loadedmetadata', () => Math.round(audio.duration));
  audio.src = '${files}/song-8.mp3';
  const image = new Image();
  image.src = '${files}/picture.png';
  await image.decode();
  return { shape, moved: video.currentTime > 0.5, song: await length, picture: [image.naturalWidth, image.naturalHeight] };
})()`;

it.skipIf(!existsSync(BROWSER))('plays in Chromium', async () => {
  const sandbox = await startSandbox();
  const browser = await chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  const page = await browser.newPage();
  await page.goto(`${sandbox.url}/__sandbox/served`);
  const seen: unknown = await page.evaluate(inPage(`${sandbox.url}/__sandbox/files/77/job`));
  expect(seen).toEqual({ shape: [64, 64, 5], moved: true, song: 8, picture: [64, 64] });
  await browser.close();
  await sandbox.close();
});
