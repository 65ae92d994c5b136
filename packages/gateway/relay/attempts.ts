// Tries the candidates of one call in the order of its plan until one delivers; a silent one gets a rival where asked.

import type { Nobody, Step, Steps, Verdict } from '../routing/plan.ts';
import { Trial } from './trial.ts';
import type { Walk } from './walk.ts';

/** How the attempts of a call ended: delivered, or the last trial that failed, or nobody to try. */
export type Result =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly trial: Trial }
  | { readonly kind: 'nobody'; readonly nobody: Nobody }
  /** The client left before anything was sent for it. */
  | { readonly kind: 'gone' };

/** A second candidate is asked as if the first had failed, and is to go on behind it. */
const RIVAL: Verdict = { next: true, again: false, whole: true };

/** The attempts of one call. */
export class Attempts {
  private readonly walk: Walk;
  private readonly steps: Steps;
  private readonly running = new Set<Trial>();
  private winner: Trial | undefined;
  /** The first that is full and may be waited for. */
  private line: Trial | undefined;

  constructor(walk: Walk, steps: Steps) {
    this.walk = walk;
    this.steps = steps;
  }

  /** Walks until one delivers or none is left. */
  async run(): Promise<Result> {
    const { walk, steps } = this;
    walk.exchange.onClose(() => {
      for (const trial of this.running) trial.clientGone();
    });
    let last: Trial | undefined;
    for (let step = steps.next(undefined); ;) {
      if (step.done === true) {
        const waited = last?.verdict.next === false ? undefined : await this.inLine();
        if (waited !== undefined) return waited;
        if (last !== undefined) return { kind: 'failed', trial: last };
        return { kind: 'nobody', nobody: step.value ?? { until: undefined, full: false } };
      }
      if (step.value.again) await pause(walk.world.settings.retrySameMs);
      if (walk.exchange.gone) return last === undefined ? { kind: 'gone' } : { kind: 'failed', trial: last };
      const trial = await this.attempt(step.value);
      if (trial === this.winner) return { kind: 'delivered' };
      if (trial.full === undefined) last = trial;
      else if (trial.full.wait !== undefined) this.line ??= trial;
      step = steps.next(trial.verdict);
    }
  }

  /** Nobody else has room, or could answer: waits for the first that lets calls wait. Undefined when nobody does, or the wait was in vain. */
  private async inLine(): Promise<Result | undefined> {
    const first = this.line;
    const place = await first?.full?.wait?.();
    if (first === undefined || place === undefined || 'fullUntil' in place) return undefined;
    const why = `${first.step.why}, after it was waited for`;
    const trial: Trial = new Trial(
      this.walk,
      { ...first.step, last: true, why },
      () => this.claimFor(trial),
      false,
      place,
    );
    await this.follow(trial);
    return trial === this.winner ? { kind: 'delivered' } : { kind: 'failed', trial };
  }

  /** One step of the plan, and beside it a second where the first stays silent for too long. */
  private async attempt(step: Step): Promise<Trial> {
    const patience = this.walk.world.settings.hedgeMs;
    const hedges = patience > 0 && !step.last;
    const first = this.trialOf(step, !step.last);
    if (!hedges) {
      this.running.add(first);
      await first.run();
      this.running.delete(first);
      return first;
    }
    const one = this.follow(first);
    if (!(await isSilent(one, patience)) || this.winner !== undefined || this.walk.exchange.gone) {
      await one;
      return first;
    }
    const [second] = await Promise.all([this.rival(), one]);
    return second === undefined || this.winner === first ? first : second;
  }

  /** Asks the next candidate that has room beside the silent one; undefined when there is none. */
  private async rival(): Promise<Trial | undefined> {
    for (let step = this.steps.next(RIVAL); step.done !== true && this.winner === undefined;) {
      const trial = this.trialOf(step.value, true);
      await this.follow(trial);
      if (trial.full === undefined) return trial;
      step = this.steps.next(trial.verdict);
    }
    return undefined;
  }

  private trialOf(step: Step, holdBack: boolean): Trial {
    const trial: Trial = new Trial(this.walk, step, () => this.claimFor(trial), holdBack);
    return trial;
  }

  /** The first attempt to have something for the client is the one that answers it. */
  private claimFor(trial: Trial): boolean {
    this.winner ??= trial;
    if (this.winner !== trial) return false;
    for (const other of this.running) if (other !== trial) other.abandon();
    return true;
  }

  private async follow(trial: Trial): Promise<void> {
    this.running.add(trial);
    await trial.run();
    this.running.delete(trial);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Whether something has not ended within a time. */
async function isSilent(work: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(true), milliseconds);
  });
  const silent = await Promise.race([late, work.then(() => false)]);
  clearTimeout(timer);
  return silent;
}
