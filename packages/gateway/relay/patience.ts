// How long an upstream is waited for: until its first output, and then between two steps of progress.

/** Milliseconds; zero waits for ever. */
export interface Patience {
  readonly firstByte: number;
  readonly idle: number;
}

/** One timer for one attempt. What counts is progress: bytes that trickle in without ever making an event are none. */
export class Waiting {
  private readonly patience: Patience;
  private readonly onEnd: (phase: 'first_byte' | 'idle') => void;
  private timer: NodeJS.Timeout | undefined;
  private started = false;

  constructor(patience: Patience, onEnd: (phase: 'first_byte' | 'idle') => void) {
    this.patience = patience;
    this.onEnd = onEnd;
    this.arm(patience.firstByte, 'first_byte');
  }

  /** The first output is there; from now on it is the gaps that count. */
  progress(): void {
    if (this.started) {
      this.timer?.refresh();
      return;
    }
    this.started = true;
    clearTimeout(this.timer);
    this.arm(this.patience.idle, 'idle');
  }

  /** The client is slower than its upstream: that is nobody's fault. */
  pause(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  resume(): void {
    if (this.timer === undefined && this.started) this.arm(this.patience.idle, 'idle');
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.started = false;
  }

  private arm(milliseconds: number, phase: 'first_byte' | 'idle'): void {
    this.timer = milliseconds > 0 ? setTimeout(() => this.onEnd(phase), milliseconds) : undefined;
  }
}
