import type { CertificateLanguage } from '../../domain/orders/fees.ts';
import type { Bilingual, Locale, StoreChain } from '../../domain/university/profile.ts';
import { translate } from '../../rendering/translate.ts';
import type { MessageParameters } from '../../rendering/translate.ts';

/** Sentences of one language: `say('orders.copies', { count: 2 })`. */
export type Say = (key: string, params?: MessageParameters) => string;

export function sayIn(locale: Locale): Say {
  return (key, params) => translate(locale, key, params);
}

/** A certificate with its own language, in the reader's language: `在学証明書(英語)`. */
export function itemName(
  item: { name: Bilingual; language: CertificateLanguage },
  locale: Locale,
): string {
  const say = sayIn(locale);
  return say('orders.item', {
    name: item.name[locale],
    language: say(`orders.language.${item.language}`),
  });
}

/** `セブン-イレブン、ファミリーマート、ローソン` or `7-Eleven, FamilyMart or Lawson`. */
export function chainNames(chains: readonly StoreChain[], locale: Locale): string {
  const names = chains.map((chain) => chain.name[locale]);
  if (locale === 'ja') return names.join('、');
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
