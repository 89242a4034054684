import { deadlineOverHalts } from '../university/halts.ts';
import type { HaltSettings } from '../university/halts.ts';
import type { UniversityProfile } from '../university/profile.ts';
import { deadlineFor, isInTime } from './deadline.ts';
import type { OrderState } from './states.ts';

/** Whether the print window of an order can be opened again for nothing, and until when (half-open instant). */
export type Reopening =
  | { kind: 'possible'; print: Date }
  | {
      kind: 'impossible';
      reason:
        /** The university has none. */
        | 'not_offered'
        /** Nothing can be printed now. */
        | 'not_open'
        | 'nothing_left'
        /** It was used: there is one an order. */
        | 'used'
        | 'window_closed'
        /** Counted from now the deadline would not be later than it is. */
        | 'too_early';
    };

type ReopeningSettings = HaltSettings & {
  certificate: Pick<UniversityProfile['certificate'], 'reopening' | 'printDeadline'>;
};

/**
 * The one free re-opening, before the window ends: counted from now by the university's rule for print deadlines, halts
 * of the copiers counted in (R-218… ).
 * @param order `copiesLeft`: how many may still be printed
 */
export function reopeningOf(
  order: {
    state: OrderState;
    printDeadline: Date | number;
    isReopened: boolean;
    copiesLeft: number;
  },
  settings: ReopeningSettings,
  now: Date,
): Reopening {
  const { reopening, printDeadline } = settings.certificate;
  const impossible = (reason: Extract<Reopening, { kind: 'impossible' }>['reason']): Reopening => ({
    kind: 'impossible',
    reason,
  });
  if (reopening === null) return impossible('not_offered');
  if (order.state !== 'printable' && order.state !== 'partly_printed')
    return impossible('not_open');
  if (order.copiesLeft === 0) return impossible('nothing_left');
  if (order.isReopened) return impossible('used');
  if (!isInTime(now, order.printDeadline)) return impossible('window_closed');
  const to = new Date(deadlineFor({ ...printDeadline, days: reopening.days }, now).at);
  const print = deadlineOverHalts({ from: now, to }, ['printing'], settings);
  return isInTime(order.printDeadline, print)
    ? { kind: 'possible', print }
    : impossible('too_early');
}
