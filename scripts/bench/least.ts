// The least that a life can cost, put together from its parts as the quality list counts them.

/** What a part of a life costs in Temporal. */
interface Cost {
  /** In the history. */
  events: number;
  /** Billed: starts, timers, signals, updates and attempts of activities, one each. */
  actions: number;
}

/** A part is seen in a history by the one event that every such part has once. */
interface Part extends Cost {
  attributes: string;
}

export const PARTS = {
  start: { events: 1, actions: 1, attributes: 'workflowExecutionStartedEventAttributes' },
  /** Scheduled, started, completed. */
  task: { events: 3, actions: 0, attributes: 'workflowTaskScheduledEventAttributes' },
  /** Scheduled, started, completed. */
  activity: { events: 3, actions: 1, attributes: 'activityTaskScheduledEventAttributes' },
  timer: { events: 1, actions: 1, attributes: 'timerStartedEventAttributes' },
  fired: { events: 1, actions: 0, attributes: 'timerFiredEventAttributes' },
  cancelled: { events: 1, actions: 0, attributes: 'timerCanceledEventAttributes' },
  signal: { events: 1, actions: 1, attributes: 'workflowExecutionSignaledEventAttributes' },
  /** Accepted, completed. */
  update: { events: 2, actions: 1, attributes: 'workflowExecutionUpdateAcceptedEventAttributes' },
  completed: { events: 1, actions: 0, attributes: 'workflowExecutionCompletedEventAttributes' },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;

/** Begins, waits for the payment, hears of it, counts it and issues in one activity, and waits for the prints. */
const PAID: readonly PartName[] = [
  'start',
  'task',
  'timer',
  'signal',
  'task',
  'cancelled',
  'activity',
  'task',
  'timer',
];

/** What each life is made of at least. */
export const LEAST = {
  /** Waits, and lapses in one activity. */
  lapsed: ['start', 'task', 'timer', 'fired', 'task', 'activity', 'task', 'completed'],
  /** Paid, and told that every copy is out. */
  printed: [...PAID, 'signal', 'task', 'cancelled', 'completed'],
  /** Paid, and at the deadline the documents are taken back in one activity. */
  expired: [...PAID, 'fired', 'task', 'activity', 'task', 'completed'],
  /** Nothing to wait for: issues, waits for the prints, and is told that every copy is out. */
  freePrinted: [
    'start',
    'task',
    'activity',
    'task',
    'timer',
    'signal',
    'task',
    'cancelled',
    'completed',
  ],
  /** Paid, and an update whose one activity takes the documents back and returns the money. */
  refunded: [...PAID, 'update', 'task', 'activity', 'task', 'cancelled', 'completed'],
} as const satisfies Record<string, readonly PartName[]>;

export function costOfParts(parts: readonly PartName[]): Cost {
  return {
    events: parts.reduce((sum, part) => sum + PARTS[part].events, 0),
    actions: parts.reduce((sum, part) => sum + PARTS[part].actions, 0),
  };
}
