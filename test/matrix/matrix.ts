// The whole matrix: every client against every upstream, every case, streamed and not.

import type { FamilyName } from '../support/families.ts';
import { CASES, FAILURES } from './cases.ts';
import { playCase, playCut, playFailure, type Verdict } from './cell.ts';
import { chatSpeaker } from './chat.ts';
import { geminiSpeaker } from './gemini.ts';
import { messagesSpeaker } from './messages.ts';
import { responsesSpeaker } from './responses.ts';
import type { Speaker } from './scenario.ts';
import type { Stage } from './stage.ts';

/** The clients. */
export const SPEAKERS: readonly Speaker[] = [chatSpeaker, responsesSpeaker, messagesSpeaker, geminiSpeaker];
/** The upstreams. */
export const UPSTREAMS: readonly FamilyName[] = SPEAKERS.map(speaker => speaker.name);

type Play = (stage: Stage, speaker: Speaker, upstream: FamilyName, stream: boolean) => Promise<Verdict>;

/** One row of the matrix. */
export interface Row {
  readonly name: string;
  readonly play: Play;
}

/** Every row. */
export const ROWS: readonly Row[] = [
  ...CASES.map((one): Row => {
    return {
      name: one.name,
      play: (stage, speaker, upstream, stream) => playCase(stage, speaker, upstream, one, stream),
    };
  }),
  ...FAILURES.map((one): Row => {
    return {
      name: one.name,
      play: (stage, speaker, upstream, stream) => playFailure(stage, speaker, upstream, one, stream),
    };
  }),
  { name: 'cut stream', play: playCut },
];
