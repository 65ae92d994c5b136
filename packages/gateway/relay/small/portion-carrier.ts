// A request that an upstream takes only in pieces: each piece is sent, a few at once, and the answers are made one.

import type { Fields } from '@turnpike/protocols/conversation/counts';
import { Failure } from '@turnpike/protocols/failures';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { DispatchServices } from '../dispatch.ts';
import type { Carrier } from '../lane.ts';
import { conversing, type Asker, type Heard } from '../media/conversing.ts';
import { objectIn } from '../media/drawing.ts';

const AT_ONCE = 4;
/** A piece that failed for a moment is sent again, since those before it are paid for. */
const MOST_AGAIN = 2;
const PAUSE_MS = 500;

/** Carries the pieces; `read` answers whether a piece's answer is one, and keeps it. */
export function inPieces(
  services: DispatchServices,
  candidate: Candidate,
  pieces: readonly UpstreamRequest[],
  read: (index: number, value: Fields) => boolean,
): Carrier {
  return conversing(services, candidate, async asker => {
    let last: Heard = { status: 200, headers: {}, body: Buffer.alloc(0) };
    for (let at = 0; at < pieces.length; at += AT_ONCE) {
      const some = pieces.slice(at, at + AT_ONCE);
      const heard = await Promise.all(some.map(piece => ask(asker, piece)));
      for (const [index, one] of heard.entries()) {
        if (one.status < 200 || one.status >= 300) return one;
        // What went wrong under a good status is told by the answer itself.
        if (!read(at + index, objectIn(one.body))) return one;
        last = one;
      }
    }
    return { ...last, body: Buffer.from('{}') };
  });
}

async function ask(asker: Asker, piece: UpstreamRequest): Promise<Heard> {
  for (let again = 0; ; again += 1) {
    try {
      const heard = await asker.ask(piece);
      if (again >= MOST_AGAIN || (heard.status < 500 && heard.status !== 429)) return heard;
    } catch (error) {
      if (again >= MOST_AGAIN || !(error instanceof Failure)) throw error;
    }
    await asker.wait(PAUSE_MS * (again + 1));
  }
}
