import { z } from 'zod';
import { parseMailAddress, suggestMailDomain } from '../../domain/mail/address.ts';
import type { MailAddressProblem } from '../../domain/mail/address.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';

const CARRIER = 'mailAddress.errors.carrier';

/** What is wrong with an address, in the words of the page; a missing entry would not compile. */
const PROBLEMS: Record<MailAddressProblem, string> = {
  empty: 'mailAddress.errors.empty',
  spaces: 'mailAddress.errors.spaces',
  full_width: 'mailAddress.errors.fullWidth',
  control_characters: 'mailAddress.errors.spaces',
  quotes: 'mailAddress.errors.quotes',
  at_sign: 'mailAddress.errors.atSign',
  repeated_dots: CARRIER,
  dot_first: CARRIER,
  dot_before_at: CARRIER,
  domain: 'mailAddress.errors.domain',
  syntax: 'mailAddress.errors.syntax',
  too_long: 'mailAddress.errors.tooLong',
};

/** Both fields are read alike, so that one typed in full width and the other not are the same address. */
const schema = z
  .object({
    mailAddress: z.string().transform((typed, context) => {
      const parsed = parseMailAddress(typed);
      if (parsed.ok) return parsed.address;
      context.addIssue({ code: 'custom', message: PROBLEMS[parsed.problem] });
      return z.NEVER;
    }),
    mailAddressCheck: z.string().transform((typed, context) => {
      const parsed = parseMailAddress(typed);
      if (parsed.ok) return parsed.address;
      if (parsed.problem !== 'empty') return typed;
      context.addIssue({ code: 'custom', message: 'mailAddress.errors.checkEmpty' });
      return z.NEVER;
    }),
    /** The address that the person keeps although it looks mistyped. */
    keep: z.string().optional(),
  })
  .refine(({ mailAddress, mailAddressCheck }) => mailAddress === mailAddressCheck, {
    path: ['mailAddressCheck'],
    message: 'mailAddress.errors.mismatch',
  });

/** What a form for a mail address shows besides its fields. */
export interface AddressFields {
  form: FormState;
  /** Another address that may have been meant, and the one that was typed: it can be kept. */
  hint: { typed: string; meant: string } | null;
  /** The address has dots where mail servers refuse them: explained at length (integrations H). */
  isCarrier: boolean;
  /** When the next mail may be asked for; null unless there were too many. */
  retryAt: Date | null;
}

export const fieldsOf = (form: FormState): AddressFields => ({
  form,
  hint: null,
  isCarrier: false,
  retryAt: null,
});

export type EnteredAddress =
  { ok: true; mailAddress: string; fields: AddressFields } | { ok: false; fields: AddressFields };

/** @returns the address with a common domain in place of one that looks mistyped, or null */
function likelyMeant(address: string): string | null {
  const domain = suggestMailDomain(address);
  return domain === null ? null : `${address.slice(0, address.indexOf('@'))}@${domain}`;
}

/** Reads the two fields of a posted form: a good address, or what the form shows next. */
export function readAddress(body: unknown): EnteredAddress {
  const parsed = parseForm(schema, body);
  if (!parsed.ok) {
    const isCarrier = parsed.errors.some(({ message }) => message.key === CARRIER);
    return { ok: false, fields: { ...fieldsOf(parsed), isCarrier } };
  }
  const { mailAddress, keep } = parsed.value;
  const fields = fieldsOf(newForm({ mailAddress, mailAddressCheck: mailAddress }));
  const meant = keep === mailAddress ? null : likelyMeant(mailAddress);
  if (meant !== null) {
    return { ok: false, fields: { ...fields, hint: { typed: mailAddress, meant } } };
  }
  return { ok: true, mailAddress, fields };
}

/** @returns when the next request is allowed, or null when this one is */
export async function retryTime(count: () => Promise<void>): Promise<Date | null> {
  try {
    await count();
    return null;
  } catch (error) {
    if (!(error instanceof TooManyAttempts)) throw error;
    return error.retryAt;
  }
}
