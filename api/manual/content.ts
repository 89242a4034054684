import type { Locale, UniversityProfile, UserType } from '../../domain/university/profile.ts';
import type { Say } from '../orders/words.ts';
import type { PictureId } from './pictures.ts';

/** What a chapter is made of; web page and PDF draw the same blocks. All texts are in the reader's language. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  /** In this order. */
  | { kind: 'steps'; items: string[] }
  | { kind: 'list'; items: string[] }
  | { kind: 'rows'; rows: { label: string; value: string }[] }
  | { kind: 'pictures'; pictures: ManualPicture[] };

export interface ManualPicture {
  /** File in the folder of pictures, and where browsers get it. */
  file: string;
  address: string;
  /** Pixels of the file. */
  width: number;
  height: number;
  alternative: string;
}

export interface Chapter {
  /** Part of its address, `#paying`. */
  id: string;
  title: string;
  blocks: Block[];
}

/** The manual of one university for one type of user in one language. */
export interface Manual {
  locale: Locale;
  universityName: string;
  title: string;
  lead: string;
  edition: string;
  /** Civil date of the edition. */
  date: string;
  chapters: Chapter[];
}

/** What a manual is made from. */
export interface ManualFacts {
  code: string;
  profile: UniversityProfile;
  userType: UserType;
  locale: Locale;
  /** Decides which fees are in force. */
  now: Date;
  /** How long a session lasts: without activity, and at the longest. Seconds. */
  session: { idleSeconds: number; longestSeconds: number };
}

/** What the writers of chapters share. */
export interface Writing extends ManualFacts {
  say: Say;
  /** @returns a block with those of the pictures that are there, or none */
  pictures(...ids: PictureId[]): Block[];
}

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const text = (words: string): Block => ({ kind: 'text', text: words });
export const steps = (...items: string[]): Block => ({ kind: 'steps', items });
export const list = (...items: string[]): Block => ({ kind: 'list', items });
export const rows = (...facts: [label: string, value: string][]): Block => ({
  kind: 'rows',
  rows: facts.map(([label, value]) => ({ label, value })),
});
