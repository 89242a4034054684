import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import type { Locale, UniversityProfile, UserType } from '../domain/university/profile.ts';
import { LOCALES } from '../rendering/locales.ts';
import { entries } from '../api/gallery/entries.ts';
import type { Render } from '../api/gallery/entry.ts';
import { inFrameOf, sampleLayout } from '../api/gallery/sample-layout.ts';
import { PICTURE_IDS, subjectOf } from '../api/manual/pictures.ts';
import type { PictureId, Subject } from '../api/manual/pictures.ts';
import type { LayoutModel } from '../api/rendering/layout-model.ts';
import { renderPageHtml } from '../api/rendering/render-page.ts';
import { UNIVERSITIES } from '../prisma/profiles/index.ts';

/** A picture that a manual needs. */
export interface WantedPicture {
  code: string;
  profile: UniversityProfile;
  locale: Locale;
  id: PictureId;
  subject: Subject;
}

/** @returns what the manuals of all universities with an open door show, in every language */
export function wantedPictures(): WantedPicture[] {
  const userType: UserType = 'student';
  return UNIVERSITIES.filter(({ profile }) => profile.signIn.student !== null).flatMap(
    ({ code, profile }) =>
      LOCALES.flatMap((locale) =>
        PICTURE_IDS.flatMap((id) => {
          const subject = subjectOf(id, profile, userType);
          return subject ? [{ code, profile, locale, id, subject }] : [];
        }),
      ),
  );
}

/** Words that a university puts into a page: those of the gallery are of one university. */
function ownWords(view: string, model: object, profile: UniversityProfile): object {
  const own = {
    senderAddress: profile.mail.senderAddress,
    minutes: profile.oneTimeLink.ttlMinutes,
    notes: view.startsWith('second-password/')
      ? profile.secondPassword.notes
      : profile.notices.signIn,
    contact: profile.contacts.system,
  };
  return Object.fromEntries(
    Object.entries(model).map(([name, value]) => [
      name,
      name in own && value !== null ? own[name as keyof typeof own] : value,
    ]),
  );
}

/** Who is signed in and sees only the way out is in the middle of the first sign-in, at every university. */
const isEntering = ({ account }: LayoutModel) => account?.menu.length === 1;

/**
 * Draws the page of a picture in the university's own frame.
 * @throws Error when the gallery has no such page any more
 */
export function pictureHtml({ code, profile, locale, subject }: WantedPicture): string {
  const entry = entries.find(({ name }) => name === subject.entry);
  if (!entry) {
    throw new Error(`the manual shows ${subject.entry}, which is not in the gallery any more`);
  }
  const frame: LayoutModel = {
    ...inFrameOf(code, profile, sampleLayout(locale, subject.entry)),
    halts: [],
  };
  const render: Render = (page, model, layout) => {
    const { account } = layout;
    const shown = account === null || isEntering(layout) ? account : frame.account;
    return renderPageHtml(page, ownWords(page.view, model, profile) as typeof model, {
      ...frame,
      account: shown,
      // Before the login there is no session that could end.
      session: shown && frame.session,
    });
  };
  return entry.html(frame, render);
}

/** @returns a short name of what can be read on the page: it changes when the picture would show other words */
export function wordsOf(html: string): string {
  const $ = load(html);
  $('script, style, [hidden]').remove();
  const typed = $('input[value]:not([type=hidden])')
    .toArray()
    .map((input) => $(input).attr('value'));
  const words = [$('header').text(), $('main').text(), ...typed].join(' ');
  const folded = words.replace(/\s+/g, ' ').trim();
  return createHash('sha256').update(folded).digest('base64url').slice(0, 12);
}
