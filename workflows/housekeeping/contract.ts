/** What runs every minute by Temporal schedules: nothing of it decides, it only wakes lives and sends what waits. */
export const HOUSEKEEPING = 'housekeeping';
export const HOUSEKEEPING_SCHEDULE_ID = 'housekeeping';
export const PRINT_WATCH = 'printWatch';
export const PRINT_WATCH_SCHEDULE_ID = 'print-watch';

export interface HousekeepingReport {
  startedOrders: number;
  startedVerifications: number;
  redispatchedEvents: number;
  noticedPayments: number;
  /** Slips of which the store had news that nobody had told: cash taken back, say. */
  noticedReversals: number;
  /** Payments of ended orders that their provider was still working on, and was asked about. */
  askedPending: number;
  /** Returns of money that a crash had left without a life. */
  startedReturns: number;
  /** Payouts of staff whose lives were told again, or had ended. */
  closedPayouts: number;
  /** Days of providers whose books were laid beside ours. */
  comparedLedgers: number;
  /** Orders whose deadlines moved because a halt was announced after they had been placed. */
  extendedForHalts: number;
  /** Print deadlines that moved because networks did not work. */
  extendedForOutages: number;
  /** Orders whose deadline is near. */
  reminded: number;
  /** Numbers to pay with that a crash or an outage had left out, and the mails with such numbers. */
  issuedSlips: number;
  mailedSlips: number;
  sentMails: number;
  /** Sessions, drafts and replaced tokens that nobody can use any more. */
  forgotten: number;
}

export interface PrintWatchReport {
  asked: number;
  changed: number;
}

export interface HousekeepingActivities {
  /** Starts what a crash left without a life, dispatches unhandled events, reconciles open payments, sends waiting mails. */
  keepHouse(): Promise<HousekeepingReport>;
}

export interface PrintWatchActivities {
  /** Asks the networks how many copies came out, and wakes the lives whose copies are all out. */
  watchPrinting(): Promise<PrintWatchReport>;
}
