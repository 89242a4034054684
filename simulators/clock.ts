/** The town's clock: the real one plus an offset, so that days pass when somebody says so. */
export class TownClock {
  #offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  setOffset(milliseconds: number): void {
    this.#offsetMs = milliseconds;
  }

  setNow(instant: Date): void {
    this.#offsetMs = instant.getTime() - Date.now();
  }

  reset(): void {
    this.#offsetMs = 0;
  }
}
