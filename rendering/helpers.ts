import Handlebars from 'handlebars';
import type { HelperOptions } from 'handlebars';
import type { Bilingual, Locale } from '../domain/university/profile.ts';
import {
  dayEndingAt,
  formatDate,
  formatDateTime,
  formatDay,
  formatStamp,
  formatYen,
  groupCharacters,
  remainingUntil,
  toInstant,
} from './format.ts';
import type { Instant } from './format.ts';
import type { Helpers, TemplateRoot } from './templates.ts';
import { MessageMissing, translate } from './translate.ts';
import type { Message, MessageParameters } from './translate.ts';

/** @returns what the page was rendered with, from inside any partial or block */
export function rootOf(options: HelperOptions): TemplateRoot & { locale: Locale } {
  return (options.data as { root: TemplateRoot & { locale: Locale } }).root;
}

const localeOf = (options: HelperOptions) => rootOf(options).locale;

function parametersOf(key: string, hash: Record<string, unknown>): MessageParameters {
  for (const [name, value] of Object.entries(hash)) {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new MessageMissing(`${key}: ${name} is ${String(value)}`);
    }
  }
  return hash as MessageParameters;
}

/** Everything but the last argument, which Handlebars adds. */
const values = (given: unknown[]) => given.slice(0, -1);
const truthy = (value: unknown) => !Handlebars.Utils.isEmpty(value);

/** Helpers that pages and mails share. They read locale and time of the root; none escapes, the template does. */
export const sharedHelpers: Helpers = {
  /** `{{t "orders.list.title" count=3}}` */
  t: (key: string, options: HelperOptions) =>
    translate(localeOf(options), key, parametersOf(key, options.hash as Record<string, unknown>)),
  /** A key with a part known only when rendering: `{{t (key "common.notice" model.kind)}}` */
  key: (prefix: string, name: string) => `${prefix}.${name}`,
  /** A `Message` of the model put into words. */
  message: (message: Message, options: HelperOptions) =>
    translate(localeOf(options), message.key, message.params),

  /** What a university words itself, in the reader's language: `{{local line.name}}` */
  local: (text: Bilingual, options: HelperOptions) => text[localeOf(options)],

  eq: (a: unknown, b: unknown) => a === b,
  not: (value: unknown) => !truthy(value),
  and: (...given: unknown[]) => values(given).every(truthy),
  or: (...given: unknown[]) => values(given).find(truthy) ?? false,
  initial: (text: string) => [...text][0] ?? '',
  before: (position: number) => position - 1,
  concat: (...given: unknown[]) => values(given).join(''),

  date: (value: Instant, options: HelperOptions) => formatDate(value, localeOf(options)),
  dateTime: (value: Instant, options: HelperOptions) => formatDateTime(value, localeOf(options)),
  day: (value: Instant) => formatDay(value),
  stamp: (value: Instant) => formatStamp(value),
  iso: (value: Instant) => toInstant(value).toISOString(),
  yen: (yen: number, options: HelperOptions) => formatYen(yen, localeOf(options)),
  groups: (code: string) => groupCharacters(code),
  remaining: (deadline: Instant, options: HelperOptions) =>
    remainingUntil(deadline, rootOf(options).now),
  dayEndingAt: (value: Instant) => dayEndingAt(value),
};
