import type { Locale } from '../domain/university/profile.ts';
import { catalogues } from './locales.ts';
import type { Catalogue } from './locales.ts';

export type MessageParameters = Readonly<Record<string, string | number>>;

/** A sentence that is chosen now and put into words when it is shown, so that a language switch keeps it. */
export interface Message {
  key: string;
  params?: MessageParameters;
}

/** The sentence is not in the locale files, or one of its `{names}` was not given. */
export class MessageMissing extends Error {
  override name = 'MessageMissing';
}

function fill(text: string, key: string, params: MessageParameters): string {
  return text.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new MessageMissing(`${key}: {${name}} was not given`);
    return String(value);
  });
}

/**
 * Puts a sentence into words. Nothing is escaped here: the template that prints it does so.
 * @param params values for the `{names}`; `count` also picks between singular and plural
 * @throws MessageMissing
 */
export function translateFrom(
  catalogue: Catalogue,
  key: string,
  params: MessageParameters = {},
): string {
  const found = catalogue.get(key);
  if (found === undefined) throw new MessageMissing(`no sentence for the key ${key}`);
  if (typeof found === 'string') return fill(found, key, params);
  return fill(params.count === 1 ? found.one : found.other, key, params);
}

/** As `translateFrom`, from the product's own sentences in views/locales. */
export function translate(locale: Locale, key: string, params?: MessageParameters): string {
  return translateFrom(catalogues[locale], key, params);
}
