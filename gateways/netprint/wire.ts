import { z } from 'zod';

/**
 * Wire format of netprint's account Web API below `/usr/webservice/api/`.
 *
 * Seen in public clients: the header `X-NPS-Authorization`, `GET core/information`, `GET core/file`
 * with `fromCount` and `showCount`, `fileList` and `accessKey`, 429 with `Retry-After`. From memory
 * and unconfirmed: `POST core/file`, `DELETE core/file/{accessKey}`, the other fields, that
 * `fromCount` counts from 1, and that the access key is the プリント予約番号. Check them against
 * the contract's interface document before the first real use.
 */

/** 0: ready. 1: still being converted. From 1000: error. */
const resultCode = z.int().nonnegative();

export const registrationSchema = z.object({ accessKey: z.string().min(1) });

/** The body of a 4xx: `resultCode` as for the status, `message` for a person. */
export const refusalSchema = z.object({
  resultCode: resultCode.optional(),
  message: z.string().optional(),
});

export const fileSchema = z.object({
  accessKey: z.string().min(1),
  fileName: z.string(),
  status: resultCode,
  printCount: z.int().nonnegative(),
  /** `YYYY/MM/DD HH:MM`, Japan time. */
  endDate: z.string().nullish(),
});
export type NetprintFile = z.infer<typeof fileSchema>;

export const fileListSchema = z.object({ fileList: z.array(fileSchema) });

export const informationSchema = z.object({
  maintenance: z
    .object({
      status: z.enum(['available', 'scheduled', 'emergency']),
      endDate: z.string().nullish(),
    })
    .optional(),
});

/** Reads netprint's `YYYY/MM/DD HH:MM` (Japan time) as an instant; null when it says nothing. */
export function readNetprintTime(text: string | null | undefined): Date | null {
  const parts = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2})$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:00+09:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
