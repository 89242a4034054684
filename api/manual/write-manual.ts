import { join } from 'node:path';
import { sayIn } from '../orders/words.ts';
import { formatDate } from '../../rendering/format.ts';
import {
  addressChapter,
  browsersChapter,
  contactsChapter,
  languageChapter,
  revisionsChapter,
  sessionChapter,
  troubleChapter,
} from './chapters-account.ts';
import {
  beforeChapter,
  loginChapter,
  mailChapter,
  secondPasswordChapter,
} from './chapters-entering.ts';
import {
  followingChapter,
  orderChapter,
  payingChapter,
  pricesChapter,
  printingChapter,
} from './chapters-ordering.ts';
import type { Block, Manual, ManualFacts, ManualPicture, Writing } from './content.ts';
import { pictureAddress, PICTURES_FOLDER, readManifest, subjectOf } from './pictures.ts';
import type { PictureId, PictureManifest } from './pictures.ts';

const TAKEN: PictureManifest = readManifest();

function pictureOf(id: PictureId, facts: ManualFacts): ManualPicture | null {
  const { code, profile, userType, locale } = facts;
  const taken = TAKEN[code]?.[locale]?.[id];
  if (!taken || !subjectOf(id, profile, userType)) return null;
  return {
    file: join(PICTURES_FOLDER, taken.file),
    address: pictureAddress(taken),
    width: taken.width,
    height: taken.height,
    alternative: sayIn(locale)(`manual.pictures.${id}`),
  };
}

/**
 * Writes the manual of a university for a type of user, from its settings in force: what the settings do not have is not
 * mentioned, so that the manual cannot drift from the pages.
 */
export function writeManual(facts: ManualFacts): Manual {
  const { profile, userType, locale } = facts;
  const say = sayIn(locale);
  const writing: Writing = {
    ...facts,
    say,
    pictures(...ids: PictureId[]): Block[] {
      const pictures = ids.flatMap((id) => pictureOf(id, facts) ?? []);
      return pictures.length > 0 ? [{ kind: 'pictures', pictures }] : [];
    },
  };
  const [edition] = profile.manual.revisions;
  if (!edition) throw new RangeError('a manual has at least one edition');
  return {
    locale,
    universityName: profile.name[locale],
    title: say('manual.manual.title'),
    lead: say(`manual.manual.lead.${userType}`, { university: profile.name[locale] }),
    edition: say('manual.manual.edition', {
      edition: edition.edition,
      date: formatDate(edition.date, locale),
    }),
    date: edition.date,
    chapters: [
      beforeChapter(writing),
      ...loginChapter(writing),
      mailChapter(writing),
      ...secondPasswordChapter(writing),
      orderChapter(writing),
      pricesChapter(writing),
      payingChapter(writing),
      printingChapter(writing),
      followingChapter(writing),
      addressChapter(writing),
      languageChapter(writing),
      sessionChapter(writing),
      troubleChapter(writing),
      browsersChapter(writing),
      contactsChapter(writing),
      revisionsChapter(writing),
    ],
  };
}
