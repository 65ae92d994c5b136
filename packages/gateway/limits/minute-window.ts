// A sum over the last minute, in parts of a few seconds that are dropped one after another.

const MINUTE = 60_000;
const PARTS = 30;
const PART = MINUTE / PARTS;

/** Adds up over a minute that moves along. */
export class MinuteWindow {
  private readonly parts = new Float64Array(PARTS);
  private latest = 0;
  private total = 0;

  add(now: number, amount: number): void {
    this.turn(now);
    const part = this.latest % PARTS;
    this.parts[part] = (this.parts[part] ?? 0) + amount;
    this.total += amount;
  }

  /** When the sum will be below `limit` (milliseconds since the epoch); 0 when it is now. */
  room(now: number, limit: number): number {
    this.turn(now);
    let left = this.total;
    if (left < limit) return 0;
    for (let age = PARTS - 1; age >= 0; age -= 1) {
      const part = this.latest - age;
      left -= this.parts[((part % PARTS) + PARTS) % PARTS] ?? 0;
      if (left < limit) return (part + PARTS) * PART;
    }
    return now + MINUTE;
  }

  private turn(now: number): void {
    const current = Math.floor(now / PART);
    const passed = Math.min(Math.max(current - this.latest, 0), PARTS);
    for (let step = 1; step <= passed; step += 1) {
      const part = (this.latest + step) % PARTS;
      const old = passed === PARTS ? step - 1 : part;
      this.total -= this.parts[old] ?? 0;
      this.parts[old] = 0;
    }
    if (passed > 0) this.latest = current;
  }
}
