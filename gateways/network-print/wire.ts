import { z } from 'zod';

/**
 * Wire format of Sharp's network print service, NWPS API v2 below `/nwpsapi/v2/`.
 *
 * Seen in public clients: `POST /loginforguest` (header `X-NWPSAppKey`; `expire` in days, `client`)
 * with `token` and `user_code`, the header `X-NWPSToken`, `POST /files` multipart `file` with
 * `file_id`, `GET /files?file_type=ALL&offset=&limit=`, `GET` and `DELETE /files/{id}`,
 * `GET /login/qrcode` (image/jpeg), `GET /maintenanceinfo`, errors as `{result_code}`, the states transferring, printable, failed, and
 * `printedCount` and `available|scheduled|emergency` in the older v2.7. From memory and unconfirmed:
 * that `POST /files` takes PDF, the field names of a file and of the maintenance information in v2,
 * that `M001` means maintenance, and that 401 on a token means its login has ended. Check them
 * against `GET /spec` and the contract's interface document before the first real use.
 */

export const loginSchema = z.object({ token: z.string().min(1), user_code: z.string().min(1) });

export const uploadSchema = z.object({ file_id: z.string().min(1) });

export const fileSchema = z.object({
  file_id: z.string().min(1),
  file_name: z.string(),
  state: z.enum(['transferring', 'printable', 'failed']),
  result_code: z.string().nullish(),
  printed_count: z.int().nonnegative(),
  expire_date: z.iso.datetime({ offset: true }).nullish(),
});
export type NetworkPrintFile = z.infer<typeof fileSchema>;

export const fileListSchema = z.object({ total: z.int(), files: z.array(fileSchema) });

export const maintenanceSchema = z.object({
  status: z.enum(['available', 'scheduled', 'emergency']),
  end_date: z.iso.datetime({ offset: true }).nullish(),
});

/** The body of a 4xx. `M001`: the service is in maintenance. */
export const errorSchema = z.object({ result_code: z.string() });
