import { FREE_OF_CHARGE } from '../../domain/orders/methods.ts';
import { formatStamp, formatYen } from '../../rendering/format.ts';
import { catalogues } from '../../rendering/locales.ts';
import { translate } from '../../rendering/translate.ts';
import type { MessageParameters } from '../../rendering/translate.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { INSTANT } from './audit-words.ts';

/** Sentences and words of the desk in one language. */
export interface DeskWords {
  say(key: string, params?: MessageParameters): string;
  /** The word for a code of the database, or the code itself where an earlier release wrote another. */
  word(key: string, code: string): string;
  yen(amount: number): string;
}

export function deskWords(locale: Locale): DeskWords {
  return {
    say: (key, params = {}) => translate(locale, key, params),
    word: (key, code) => (catalogues[locale].has(key) ? translate(locale, key, {}) : code),
    yen: (amount) => formatYen(amount, locale),
  };
}

/** A line of a list of facts, in the reader's language. */
export interface Row {
  label: string;
  value: string;
}

function valueInWords(words: DeskWords, name: string, value: unknown): string {
  if (typeof value === 'number') return name.endsWith('Yen') ? words.yen(value) : String(value);
  const code = typeof value === 'string' ? value : JSON.stringify(value);
  if (INSTANT.test(code)) return formatStamp(code);
  return code
    .split(', ')
    .map((one) => words.word(`staffOrders.values.${one}`, one))
    .join(', ');
}

/** @returns the plain facts of a task or an entry of the record, one line each; what is empty is left out */
export function factRows(words: DeskWords, facts: unknown): Row[] {
  if (typeof facts !== 'object' || facts === null) return [];
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ({
      label: words.word(`staffOrders.facts.${name}`, name),
      value: valueInWords(words, name, value),
    }));
}

/** What the university calls a way to pay; the code where its settings no longer know it. */
export function methodName(profile: UniversityProfile, code: string, locale: Locale): string {
  if (code === FREE_OF_CHARGE) return translate(locale, 'orders.order.payment.free');
  const method = profile.certificate.paymentMethods.find((one) => one.code === code);
  return method?.name[locale] ?? code;
}
