import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Manual, ManualFacts } from './content.ts';

/** The most manuals that a process keeps: every university, user type and language, and then some. */
const MOST_KEPT = 40;

/**
 * Keeps what was drawn for all who read the same: drawing takes seconds, so nobody draws what another reader has begun to
 * wait for. Fees change with the day, everything else with the edition of the settings.
 *
 * @param draw makes the file of a manual; when it fails, the next reader tries again
 */
export function keepManuals(
  draw: (manual: Manual) => Promise<Uint8Array>,
): (facts: ManualFacts, write: () => Manual) => Promise<Uint8Array> {
  const kept = new Map<string, Promise<Uint8Array>>();
  return ({ code, profile, userType, locale, now }, write) => {
    const editions = [profile.edition, profile.manual.revisions[0]?.edition];
    const key = [code, userType, locale, ...editions, tokyoDate(now)].join();
    const known = kept.get(key);
    if (known) return known;
    const drawing = draw(write()).catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
    kept.set(key, drawing);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return drawing;
  };
}
