import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { OrderState } from '../../domain/orders/states.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import type {
  CancelRequest,
  CertificateOrderInput,
  Deadlines,
  IssuanceReport,
  RefundReport,
} from './contract.ts';
import { STORY } from './story.ts';

/** What the life has been told and where it stands; handlers write it, the phases read it. */
export interface OrderLife {
  input: CertificateOrderInput;
  /** As the life knows them: they only move later. */
  deadlines: Deadlines;
  /** State for operators and for the rules of messages; the projection in PostgreSQL is written by activities. */
  state: OrderState;
  /** Payment notices not looked into yet. */
  notices: number;
  /** A payment is being looked into: nobody may cancel. */
  settling: boolean;
  /** An accepted update is at work: no deadline takes effect before it is done. */
  updating: boolean;
  /** The order is being ended; nothing may be asked of it any more. */
  closing: boolean;
  /** The order was given up after it was paid. */
  withdrawal: CancelRequest | null;
  /** Counted money was taken back before anything was printed. */
  isReversed: boolean;
  allPrinted: boolean;
  issuance: IssuanceReport;
  /** A number was lost, or else a person must look at the prints. */
  needsAttention: boolean;
  /** Staff say: try again. */
  retries: number;
  payouts: number;
  /** How the refund of the order stands. */
  refund: RefundReport;
}

/** Deadlines only move later: of two messages that overtook each other the later instants count. */
export function moveDeadlines(life: OrderLife, moved: Deadlines): void {
  const dueBefore = dueAt(life);
  life.deadlines = {
    paymentDeadline: laterOf(life.deadlines.paymentDeadline, moved.paymentDeadline),
    printDeadline: laterOf(life.deadlines.printDeadline, moved.printDeadline),
  };
  if (dueAt(life) !== dueBefore) enterState(life, life.state);
}

function laterOf(one: string, other: string): string {
  return Date.parse(other) > Date.parse(one) ? other : one;
}

/** When the life acts by itself, or null. */
function dueAt(life: OrderLife): string | null {
  if (life.state === 'awaiting_payment') return life.deadlines.paymentDeadline;
  return isOpen(life) ? life.deadlines.printDeadline : null;
}

/** Whether the order is paid, or was free, and its print window is open. */
export function isOpen({ state }: OrderLife): boolean {
  return state === 'preparing' || state === 'printable' || state === 'partly_printed';
}

function isForStaff(life: OrderLife): boolean {
  if (life.state === 'refunding') return life.refund.outcome !== 'refunded';
  return isOpen(life) && (life.needsAttention || life.issuance.state === 'blocked');
}

/** Enters a state and makes it searchable for operators, with when it acts next and whether it waits for a person. */
export function enterState(life: OrderLife, state: OrderState): void {
  life.state = state;
  const due = dueAt(life);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.state, value: state },
    { key: SEARCH_ATTRIBUTES.dueAt, value: due === null ? null : new Date(due) },
    { key: SEARCH_ATTRIBUTES.needsAttention, value: isForStaff(life) },
  ]);
  describe(life);
}

/** Tells operators how things stand; costs no event. */
export function describe(life: OrderLife): void {
  setCurrentDetails(STORY[life.state](life));
}
