import type { Limit } from '../middleware/attempt-limits.ts';

/**
 * What one account may do, far above what a person needs: each order is a life of its own with mails of its own, and
 * each press of the payment button a question to the provider.
 */
export const ORDER_LIMITS = {
  placing: { name: 'order:placing', attempts: 30, seconds: 60 * 60 },
  paying: { name: 'order:paying', attempts: 60, seconds: 60 * 60 },
  /** Each is drawn anew. */
  preview: { name: 'order:preview', attempts: 60, seconds: 10 * 60 },
} satisfies Record<string, Limit>;
