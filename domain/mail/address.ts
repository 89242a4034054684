/**
 * Mail addresses as people type them: what a keyboard in Japanese does to an address is mended
 * silently, what cannot be delivered is refused with the reason.
 */

export { suggestMailDomain } from './domain-hint.ts';

/**
 * Why an address was refused:
 *
 * - `empty`: nothing but spaces
 * - `spaces`: a space or an invisible character inside the address
 * - `full_width`: a character that has no half-width form (あ, 。, é)
 * - `control_characters`: a line break, a tab or the like inside
 * - `quotes`: quotation marks, which many mail servers do not understand
 * - `at_sign`: no `@`, or more than one (two addresses in one field)
 * - `repeated_dots`, `dot_first`, `dot_before_at`: such addresses were given out by mobile carriers until April
 *   2009; many mail servers neither send nor accept them (RFC 5321), so another address is needed
 * - `domain`: the part behind the `@` cannot be the name of a mail server
 * - `syntax`: a character that an address cannot hold, or nothing before the `@`
 * - `too_long`: above 64 characters before the `@` or 254 in all (RFC 5321 4.5.3.1)
 */
export const mailAddressProblems = [
  'empty',
  'spaces',
  'full_width',
  'control_characters',
  'quotes',
  'at_sign',
  'repeated_dots',
  'dot_first',
  'dot_before_at',
  'domain',
  'syntax',
  'too_long',
] as const;
export type MailAddressProblem = (typeof mailAddressProblems)[number];

export type ParsedMailAddress =
  { ok: true; address: string } | { ok: false; problem: MailAddressProblem };

/** What a copied text brings along unseen: zero-width characters, direction marks, soft hyphen, byte-order mark. */
const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff';
const edges = new RegExp(`^[\\s${INVISIBLE}]+|[\\s${INVISIBLE}]+$`, 'g');
const blank = new RegExp(`[\\p{Zs}${INVISIBLE}]`, 'u');
const controlCharacter = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** `atext` of RFC 5322 and the dots between. */
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLevel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;

/**
 * Reads an address as typed: spaces around it are dropped, full-width letters, digits and signs (`ｔａｒｏ＠…`) become
 * half-width, the domain becomes lower case. The part before the `@` keeps its case.
 */
export function parseMailAddress(typed: string): ParsedMailAddress {
  const address = toHalfWidth(typed.replace(edges, ''));
  const problem = problemOf(address);
  if (problem !== null) return { ok: false, problem };
  const at = address.indexOf('@');
  return { ok: true, address: address.slice(0, at) + address.slice(at).toLowerCase() };
}

/**
 * The full-width forms U+FF01…U+FF5E and the ideographic space alone. The rest of NFKC would make other addresses
 * out of what was typed (`①` → `1`, `㎏` → `kg`).
 */
function toHalfWidth(text: string): string {
  return text
    .replaceAll('\u3000', ' ')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

function problemOf(address: string): MailAddressProblem | null {
  if (address === '') return 'empty';
  if (controlCharacter.test(address)) return 'control_characters';
  if (blank.test(address)) return 'spaces';
  if (/[^\x21-\x7e]/.test(address)) return 'full_width';
  if (/["\\]/.test(address)) return 'quotes';
  const parts = address.split('@');
  const [local, domain] = parts;
  if (parts.length !== 2 || local === undefined || domain === undefined) return 'at_sign';
  if (!localPart.test(local)) return 'syntax';
  if (local.startsWith('.')) return 'dot_first';
  if (local.includes('..')) return 'repeated_dots';
  if (local.endsWith('.')) return 'dot_before_at';
  if (local.length > LONGEST_LOCAL_PART || address.length > LONGEST_ADDRESS) return 'too_long';
  return isMailDomain(domain.toLowerCase()) ? null : 'domain';
}

function isMailDomain(domain: string): boolean {
  const labels = domain.split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) => domainLabel.test(label)) &&
    topLevel.test(labels.at(-1) ?? '')
  );
}

/**
 * Shows a person which mailbox is meant without telling it to others: `t***@gmail.com`. The number of asterisks says
 * nothing, and a name of one letter is hidden whole. What is no address comes back as `***`.
 */
export function maskMailAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '***';
  return `${at === 1 ? '' : address.charAt(0)}***${address.slice(at)}`;
}
