import { pino } from 'pino';
import type { DestinationStream, Logger, LoggerOptions } from 'pino';

export type { Logger };

/**
 * One JSON line an event. Personal data is never passed to it (I18): log ids, states, counts and error types;
 * an error under `err` is written without its words.
 * @param part which process or room speaks, e.g. `web`
 * @param to standard output unless told
 */
export function createLogger(part: string, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describe },
  };
  return to ? pino(options, to) : pino(options);
}

/** Kind, code and place of an error. Messages of the database may quote data, so they stay out. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const place = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    place: place.slice(0, 8),
    ...cause,
  };
}
