import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '../domain/university/profile.ts';
import { VIEWS_FOLDER } from './views-folder.ts';

export const LOCALES = ['ja', 'en'] as const satisfies readonly Locale[];

/** One sentence, or its forms by number (`count` picks between them). */
export type MessageText = string | { one: string; other: string };

/** All sentences of one language by full key (`orders.list.title`); the first segment is the file's name. */
export type Catalogue = ReadonlyMap<string, MessageText>;

function isPlural(node: object): node is { one: string; other: string } {
  return 'one' in node && 'other' in node && Object.keys(node).length === 2;
}

function collect(node: unknown, key: string, into: Map<string, MessageText>): void {
  if (typeof node === 'string') {
    into.set(key, node);
    return;
  }
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    throw new Error(`${key}: a locale file holds only sentences and groups of them`);
  }
  if (isPlural(node)) {
    into.set(key, node);
    return;
  }
  for (const [name, child] of Object.entries(node)) collect(child, `${key}.${name}`, into);
}

/**
 * @param folder holds one JSON file a feature
 * @throws Error naming the key that is neither a sentence nor a group
 */
export function readCatalogue(folder: string): Catalogue {
  const messages = new Map<string, MessageText>();
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const file of files) {
    const content: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    collect(content, file.slice(0, -'.json'.length), messages);
  }
  return messages;
}

export const catalogues: Readonly<Record<Locale, Catalogue>> = {
  ja: readCatalogue(join(VIEWS_FOLDER, 'locales', 'ja')),
  en: readCatalogue(join(VIEWS_FOLDER, 'locales', 'en')),
};
