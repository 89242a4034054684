import { randomUUID } from 'node:crypto';

export const faultModes = [
  'fail-before',
  'fail-after',
  'drop-before',
  'drop-after',
  'slow',
  'twice',
  'down',
  'refuse',
  'garbage',
] as const;

/**
 * How a party misbehaves.
 *
 * - `fail-before`: answers `status`, nothing is applied
 * - `fail-after`: applies, then answers `status`
 * - `drop-before` / `drop-after`: closes the socket without an answer
 * - `slow`: waits `delayMs`, then goes on as usual
 * - `twice`: answers or notifies twice
 * - `down`: closes the socket for every operation
 * - `refuse`: the party's own business refusal; `detail` says which
 * - `garbage`: applies, then answers 200 with a body nobody can parse
 */
export type FaultMode = (typeof faultModes)[number];

export interface Fault {
  id: string;
  party: string;
  /** Name of an operation of the party, or `*` for all of them. */
  operation: string;
  mode: FaultMode;
  /** How often it still strikes; null = until it is removed. */
  times: number | null;
  /** HTTP status of `fail-before` and `fail-after`. */
  status: number;
  /** Milliseconds of real time to wait before anything else happens. */
  delayMs: number;
  /** What the party's own faults need to know. */
  detail: Record<string, unknown>;
}

export type FaultRequest = Pick<Fault, 'party' | 'mode'> & Partial<Omit<Fault, 'id'>>;

/** What shall go wrong in the town. Faults strike in the order in which they were set. */
export class FaultBook {
  #faults: Fault[] = [];

  /** Sets a fault: strikes once unless `times` says otherwise; `down` lasts until it is removed. */
  add(request: FaultRequest): Fault {
    const fault: Fault = {
      id: randomUUID(),
      party: request.party,
      operation: request.mode === 'down' ? '*' : (request.operation ?? '*'),
      mode: request.mode,
      times: request.times === undefined ? (request.mode === 'down' ? null : 1) : request.times,
      status: request.status ?? 500,
      delayMs: request.delayMs ?? 0,
      detail: request.detail ?? {},
    };
    this.#faults.push(fault);
    return fault;
  }

  /**
   * The fault that strikes this call, which uses it up once; undefined when all goes well. `where` passes over faults
   * that cannot strike here (another recipient, a mode of a later step).
   */
  take(
    party: string,
    operation: string,
    where: (fault: Readonly<Fault>) => boolean = () => true,
  ): Fault | undefined {
    const fault = this.#faults.find(
      (candidate) =>
        candidate.party === party &&
        (candidate.operation === '*' || candidate.operation === operation) &&
        where(candidate),
    );
    if (!fault) return undefined;
    if (fault.times !== null) {
      fault.times -= 1;
      if (fault.times <= 0) this.remove(fault.id);
    }
    return { ...fault };
  }

  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  /** True when there was such a fault. */
  remove(id: string): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }
}
