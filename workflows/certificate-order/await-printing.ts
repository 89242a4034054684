import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { OrderState } from '../../domain/orders/states.ts';
import { printing, records } from './activities.ts';
import type { IssuanceReport, OrderOutcome } from './contract.ts';
import { enterState, moveDeadlines } from './life.ts';
import type { OrderLife } from './life.ts';
import { returnMoney } from './return-money.ts';
import { settle } from './settle.ts';
import { A_MOMENT, until } from './until.ts';

/**
 * From the payment to the end of the print window. What the first attempt could not register, or a network lost later,
 * is registered in the background while whatever is ready can be printed already. The window closes at its deadline,
 * whatever is under way, unless the deadline moved; an order that never became printable, or was given up
 * unprinted, is returned.
 */
export async function awaitPrinting(
  life: OrderLife,
  firstAttempt: IssuanceReport,
): Promise<OrderOutcome> {
  life.issuance = firstAttempt;
  enterState(life, stateOf(firstAttempt));
  const issuing = new Issuing(life);
  issuing.goOn();

  const deadline = () => Date.parse(life.deadlines.printDeadline);
  const hasNews = () =>
    life.allPrinted || life.notices > 0 || life.withdrawal !== null || issuing.isMissing;
  /** When to close at the latest, where that is not the deadline; else null. */
  let closeAt: number | null = null;
  for (;;) {
    await until(() => closeAt ?? deadline(), hasNews, '印刷期限');
    await condition(() => !life.updating);
    if (life.withdrawal !== null) {
      issuing.stop();
      return life.input.isFree ? 'cancelled' : await returnMoney(life, life.withdrawal.cause);
    }
    if (life.notices > 0) {
      if ((await settle(life)).kind !== 'reversed') continue;
      issuing.stop();
      life.isReversed = true;
      return 'cancelled';
    }
    if (life.allPrinted) {
      issuing.stop();
      life.closing = true;
      await records.recordPrinted({ orderId: life.input.orderId });
      return 'printed';
    }
    if (Date.now() >= (closeAt ?? deadline())) {
      issuing.stop();
      const outcome = await closeWindow(life);
      if (outcome !== 'not_yet') return outcome;
      closeAt = Date.now() < deadline() ? null : Date.now() + A_MOMENT;
    }
    issuing.goOn();
  }
}

function stateOf({ state }: IssuanceReport): OrderState {
  return state === 'complete' || state === 'usable' ? 'printable' : 'preparing';
}

/** Registers in the background what is missing; one attempt at a time. */
class Issuing {
  readonly #life: OrderLife;
  /** Of the attempt that is at work. */
  #scope: CancellationScope | null = null;

  constructor(life: OrderLife) {
    this.#life = life;
  }

  /** Something is to be registered, and nobody is at it. */
  get isMissing(): boolean {
    return this.#scope === null && this.#life.issuance.state !== 'complete';
  }

  goOn(): void {
    if (!this.isMissing) return;
    const scope = new CancellationScope();
    this.#scope = scope;
    // Its failure is its cancellation; anything else it waits out by itself.
    scope.run(() => this.#issue()).catch(ignoreCancellation);
  }

  stop(): void {
    this.#scope?.cancel();
    this.#scope = null;
  }

  async #issue(): Promise<void> {
    const life = this.#life;
    const { orderId } = life.input;
    while (life.issuance.state !== 'complete') {
      if (life.issuance.state === 'blocked') {
        await condition(() => life.retries > 0 || life.issuance.state !== 'blocked');
        life.retries = 0;
      }
      const known = life.issuance;
      const report = await printing.issueDocuments({
        orderId,
        isUsable: known.state === 'usable',
      });
      // What a network lost meanwhile may not be in it.
      if (life.issuance !== known) continue;
      life.issuance = report;
      if (report.state === 'complete') life.needsAttention = false;
      enterState(life, life.state === 'partly_printed' ? life.state : stateOf(report));
    }
    this.#scope = null;
  }
}

async function closeWindow(life: OrderLife): Promise<OrderOutcome | 'not_yet'> {
  const { orderId } = life.input;
  life.closing = true;
  const report = await printing.closePrintWindow({ orderId });
  switch (report.outcome) {
    case 'not_yet':
      life.closing = false;
      moveDeadlines(life, report.deadlines);
      return 'not_yet';
    case 'never_printable':
      return returnMoney(life, 'cannot_issue');
    default:
      return report.outcome;
  }
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
