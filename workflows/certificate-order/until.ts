import { condition } from '@temporalio/workflow';

/** How long to leave a deadline alone that only this life's clock has reached. Milliseconds. */
export const A_MOMENT = 60_000;

/**
 * Waits until something happens or a deadline is reached that may move while it is waited for: one timer, armed anew
 * when it moves.
 * @param deadline milliseconds since the epoch
 * @param summary the timer's name in the Temporal Web UI
 */
export async function until(
  deadline: () => number,
  hasHappened: () => boolean,
  summary: string,
): Promise<void> {
  let at: number;
  do {
    at = deadline();
    const armedFor = at;
    await condition(() => hasHappened() || deadline() !== armedFor, Math.max(0, at - Date.now()), {
      summary,
    });
  } while (!hasHappened() && deadline() !== at);
}
