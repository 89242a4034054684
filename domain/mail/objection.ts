/** What "this was not me" can do, and until when. Days are of 24 hours: nobody counts them by the calendar. */
const DAY = 24 * 60 * 60_000;

/** @returns the instant from which the old address cannot object any more */
export function objectionEndsAt(requestedAt: Date, objectionDays: number): Date {
  return new Date(requestedAt.getTime() + objectionDays * DAY);
}

/** @returns whether the old address may still object; half-open: at the end itself it is too late */
export function mayObject(requestedAt: Date, objectionDays: number, now: Date): boolean {
  return now < objectionEndsAt(requestedAt, objectionDays);
}

/** @returns the instant from which the address may change again after an objection at `now` */
export function frozenUntil(now: Date, objectionDays: number): Date {
  return new Date(now.getTime() + objectionDays * DAY);
}
