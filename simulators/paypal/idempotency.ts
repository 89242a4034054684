import { createHash } from 'node:crypto';
import type { Desk } from './books.ts';
import { PayPalProblem } from './problem.ts';

const hour = 60 * 60 * 1000;
/** How long PayPal remembers a `PayPal-Request-Id`, by the town's clock. */
const rememberedMs = { 'create-order': 6 * hour, capture: 6 * hour, refund: 45 * 24 * hour };

/**
 * Applies a call once per key and returns the id of what it made. Only calls that went through are
 * remembered: one that was refused can be tried again with the same key (our assumption). The same
 * key with another body is refused.
 */
export function applyOnce(
  desk: Desk,
  call: { operation: keyof typeof rememberedMs; requestId: string | undefined; body: unknown },
  apply: () => string,
): { id: string; repeated: boolean } {
  if (call.requestId === undefined) return { id: apply(), repeated: false };
  const key = `${call.operation}:${call.requestId}`;
  const fingerprint = createHash('sha256').update(JSON.stringify(call.body)).digest('hex');
  const earlier = desk.ledger.value.requests[key];
  if (earlier && new Date(earlier.until) > desk.now()) {
    if (earlier.fingerprint !== fingerprint) throw new PayPalProblem(422, 'DUPLICATE_REQUEST_ID');
    return { id: earlier.resourceId, repeated: true };
  }
  const id = apply();
  const until = new Date(desk.now().getTime() + rememberedMs[call.operation]).toISOString();
  desk.ledger.change((books) => {
    books.requests[key] = { resourceId: id, fingerprint, until };
  });
  return { id, repeated: false };
}
