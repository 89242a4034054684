// The events of tests/model/events.ts as commands of fast-check: which, to which order, how.
import fc from 'fast-check';
import * as events from './events.ts';
import * as faults from './faults.ts';
import { keepHouse, payOut } from './housekeeping.ts';
import type { ModelRun, PlacedOrder } from './ordered.ts';

/** fast-check's model: the orders are all there is to know beforehand; the invariants judge the rest. */
export interface Model {
  orders: number;
}

class Command implements fc.AsyncCommand<Model, ModelRun> {
  readonly name: string;
  readonly which: number;
  readonly isFollowed: boolean;
  readonly act: (run: ModelRun, order: PlacedOrder) => Promise<unknown>;

  constructor(
    name: string,
    how: { which: number; isFollowed: boolean },
    act: (run: ModelRun, order: PlacedOrder) => Promise<unknown>,
  ) {
    this.name = name;
    this.which = how.which;
    this.isFollowed = how.isFollowed;
    this.act = act;
  }

  check({ orders }: Readonly<Model>): boolean {
    return this.which < orders;
  }

  async run(_model: Model, run: ModelRun): Promise<void> {
    const order = run.orders[this.which];
    if (!order) return;
    run.story.push(`${run.model.now().toISOString()} ${this.toString()}`);
    await this.act(run, order);
    // What follows from it goes on while the next thing happens, or comes to rest before.
    if (this.isFollowed) await run.model.sleep(1_000);
  }

  toString(): string {
    return `order ${this.which + 1}: ${this.name}${this.isFollowed ? '' : ', and at once'}`;
  }
}

const how = { which: fc.nat({ max: 2 }), isFollowed: fc.boolean() };

/** A command with arguments of its own; `weight`: how often, beside the others. */
function command<T>(
  name: string,
  argument: fc.Arbitrary<T>,
  act: (run: ModelRun, order: PlacedOrder, argument: T) => Promise<unknown>,
): fc.Arbitrary<Command> {
  return fc
    .record({ ...how, argument })
    .map(
      ({ argument: given, ...rest }) =>
        new Command(
          `${name} ${given === undefined ? '' : JSON.stringify(given)}`,
          rest,
          (run, order) => act(run, order, given),
        ),
    );
}

const pick = <T>(...choices: readonly T[]) => fc.constantFrom(...choices);
const notice = pick(...events.NOTICES);
const network = pick('netprint' as const, 'network-print' as const);
const nothing = fc.constant(undefined);
const often = <T>(times: number, one: T): T[] => Array.from({ length: times }, () => one);

/** How somebody pays by card, properly or not. */
export const CARD_PAYMENTS: fc.Arbitrary<events.CardPayment> = fc.record({
  then: pick<events.CardPayment['then']>(
    'capture',
    'capture',
    'capture-declined',
    'capture-pending',
  ),
  takes: pick<object | null>(
    null,
    null,
    { value: '1' },
    { currency: 'USD' },
    { status: 'DECLINED' },
  ),
  elsewhere: pick(false, false, true),
  again: pick(false, false, true),
  notice,
});
/** How somebody pays at a till. */
export const CASH_PAYMENTS: fc.Arbitrary<events.CashPayment> = fc.record({
  percent: pick(100, 100, 100, 40, 60, 130),
  kind: pick('provisional' as const, 'final' as const),
  beforeDeadline: pick(null, null, 1, 0, -1),
  notice,
});
const payByCard = command('pays by card', CARD_PAYMENTS, events.payByCard);
const payInCash = command('pays in cash', CASH_PAYMENTS, events.payInCash);
const print = command(
  'prints',
  fc.record({ which: fc.nat({ max: 2 }), copies: fc.integer({ min: 1, max: 2 }), network }),
  events.print,
);
const time = command('time passes until', pick(...faults.INSTANTS), faults.passTime);

/** Money that is there in time, of which the life knows only if it asks before it lapses. */
const payInTheLastSecond = command(
  'pays in the last second',
  pick<events.Notice>('never', 'later'),
  async (run, order, untold) => {
    await faults.passTime(run, order, 'just before the payment deadline');
    await events.payInCash(run, order, { ...events.EXACTLY, notice: untold });
    await events.payByCard(run, order, { ...events.CAPTURED_ELSEWHERE, notice: untold });
    await faults.passTime(run, order, 'just after the payment deadline');
  },
);

export const COMMANDS: fc.Arbitrary<Command>[] = [
  ...often(4, payByCard),
  ...often(4, payInCash),
  ...often(3, print),
  ...often(4, time),
  payInTheLastSecond,
  command('the browser comes back', nothing, events.comeBack),
  command(
    'PayPal’s next refund',
    pick('PENDING' as const, 'FAILED' as const),
    (run, _order, status) => events.refundsAtPayPal(run, status),
  ),
  command('PayPal settles', pick('complete' as const, 'deny' as const), (run, _order, outcome) =>
    events.settleAtPayPal(run, outcome),
  ),
  command('cash taken back', notice, events.takeCashBack),
  command('held notices arrive', nothing, events.deliverHeld),
  command(
    'cancelled by',
    pick('person' as const, 'staff' as const, 'page of before the payment' as const),
    events.cancel,
  ),
  command('another way to pay', nothing, events.payOtherwise),
  command('re-opened', nothing, events.reopen),
  command('a halt of days', pick(1, 3), faults.announceHalt),
  command('staff try again', nothing, events.tryAgain),
  command('a number is lost', network, faults.lose),
  command(
    'broken once',
    fc.tuple(pick(...faults.PARTIES), pick(...faults.FAULTS)),
    (run, _order, [party, mode]) => faults.breakOnce(run, party, mode),
  ),
  command('down', pick(...faults.PARTIES), (run, _order, party) => faults.takeDown(run, party)),
  command('healed', nothing, faults.heal),
  command(
    'the worker is killed',
    fc.array(pick('before' as const, 'after' as const), { minLength: 1, maxLength: 3 }),
    async (run, _order, killings) => faults.killWorker(run, killings),
  ),
  command('housekeeping', nothing, keepHouse),
  command('staff pay out', nothing, payOut),
];
