import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { aomine } from '../../prisma/profiles/aomine.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import { rakuo } from '../../prisma/profiles/rakuo.ts';
import { LOCALES } from '../../rendering/locales.ts';
import type { Block, Chapter, Manual } from './content.ts';
import { PICTURE_IDS } from './pictures.ts';
import { writeManual } from './write-manual.ts';

const PROFILES = { aomine, rakuo, mukono };
type Code = keyof typeof PROFILES;
const CODES = Object.keys(PROFILES) as Code[];
const NOW = new Date('2026-11-21T06:30:00Z');

const manual = (
  code: Code,
  locale: Locale = 'en',
  changes: Partial<UniversityProfile> = {},
  now = NOW,
): Manual =>
  writeManual({
    code,
    profile: { ...PROFILES[code], ...changes },
    userType: 'student',
    locale,
    now,
    session: { idleSeconds: 1800, longestSeconds: 8 * 3600 },
  });

function wordsOfBlock(block: Block): string {
  if ('text' in block) return block.text;
  if ('items' in block) return block.items.join('\n');
  if ('rows' in block) return block.rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
  return block.pictures.map(({ alternative }) => alternative).join('\n');
}
const wordsOf = (chapters: readonly Chapter[]) =>
  chapters.flatMap(({ title, blocks }) => [title, ...blocks.map(wordsOfBlock)]).join('\n');
const ids = ({ chapters }: Manual) => chapters.map(({ id }) => id);
const chapter = ({ chapters }: Manual, id: string) =>
  wordsOf(chapters.filter((candidate) => candidate.id === id));
const picturesOf = ({ chapters }: Manual) =>
  chapters
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === 'pictures' ? block.pictures : []));

describe('the manual of a university (R-140, X-28)', () => {
  it.each(CODES)('%s: the same chapters in both languages', (code) => {
    expect(ids(manual(code, 'ja'))).toEqual(ids(manual(code, 'en')));
  });

  it('has a chapter about the second password where there is one, and no word of it elsewhere (R-055, X-03)', () => {
    expect(ids(manual('mukono'))).toContain('second-password');
    for (const code of ['aomine', 'rakuo'] as const) {
      expect(ids(manual(code))).not.toContain('second-password');
      expect(wordsOf(manual(code, 'en').chapters)).not.toMatch(/second password/i);
      expect(wordsOf(manual(code, 'ja').chapters)).not.toMatch(/第2パスワード|第２パスワード/);
    }
  });

  it('says nothing of charging a campus card where there is none', () => {
    for (const code of ['aomine', 'rakuo'] as const) {
      for (const locale of LOCALES) {
        expect(wordsOf(manual(code, locale).chapters)).not.toMatch(
          /M\.I\.C\.|charge online|チャージ/,
        );
      }
    }
  });

  it('explains the door that the university has (R-027, R-028)', () => {
    expect(chapter(manual('aomine'), 'login')).toMatch(/user ID and password you use/);
    expect(chapter(manual('aomine'), 'login')).not.toMatch(/Single Sign-On/);
    expect(chapter(manual('rakuo'), 'login')).toMatch(/Rakuo University Single Sign-On/);
    expect(chapter(manual('rakuo', 'ja'), 'login')).toMatch(/洛央大学 統合認証システム/);
    expect(chapter(manual('mukono'), 'login')).toMatch(/leave the field empty/);
  });

  it('has no chapter about logging in where this is not open yet', () => {
    const closed = manual('aomine', 'en', { signIn: { student: null, staffBySaml: false } });
    expect(ids(closed)).not.toContain('login');
  });

  it('lists the rules of the second password as they are set (R-060…R-064)', () => {
    const rules = chapter(manual('mukono'), 'second-password');
    for (const rule of [/At least 8 characters/, /A–Z/, /a–z/, /0–9/]) expect(rules).toMatch(rule);
    const { secondPassword } = mukono;
    const longer = manual('mukono', 'en', {
      secondPassword: { ...secondPassword, rules: { ...secondPassword.rules, minLength: 12 } },
    });
    expect(chapter(longer, 'second-password')).toMatch(/At least 12 characters/);
  });

  it('names the fees of the day, university by university', () => {
    expect(chapter(manual('aomine'), 'prices')).toMatch(/¥400 a copy[^]*System fee: ¥100 an order/);
    expect(chapter(manual('rakuo'), 'prices')).toMatch(/¥400 a copy/);
    expect(chapter(manual('rakuo'), 'prices')).not.toMatch(/System fee/);
    expect(chapter(manual('mukono', 'ja'), 'prices')).toMatch(/1部 300円/);
    const certificate = {
      ...aomine.certificate,
      issueFees: aomine.certificate.issueFees.flatMap((row) => [
        { ...row, validTo: '2027-04-01' },
        { ...row, validFrom: '2027-04-01', yen: 450 },
      ]),
    };
    const next = new Date('2027-04-01T00:00:00+09:00');
    const before = new Date(next.getTime() - 1);
    const on = (now: Date) => chapter(manual('aomine', 'en', { certificate }, now), 'prices');
    expect([on(before), on(next)].map((words) => /¥4\d0 a copy/.exec(words)?.[0])).toEqual([
      '¥400 a copy',
      '¥450 a copy',
    ]);
  });

  it('takes deadlines and time limits from the settings', () => {
    const changed = manual('aomine', 'en', {
      oneTimeLink: { ...aomine.oneTimeLink, ttlMinutes: 45, objectionDays: 3 },
      certificate: {
        ...aomine.certificate,
        printDeadline: { ...aomine.certificate.printDeadline, days: 10, cut: '06:00' },
      },
    });
    expect(chapter(changed, 'mail')).toMatch(/within 45 minutes/);
    expect(chapter(changed, 'address')).toMatch(/within 45 minutes[^]*within 3 days/);
    expect(chapter(changed, 'printing')).toMatch(/for 10 days after the day you order. From 06:00/);
  });

  it('tells how to pay by the ways that the university has: at once, or with a number (R-203)', () => {
    const paying = (code: Code) => chapter(manual(code), 'paying');
    expect(paying('aomine')).toMatch(/payment site/);
    expect(paying('aomine')).not.toMatch(/number to pay with|university office/);
    expect(paying('mukono')).toMatch(
      /site that gives you a number[^]*university office returns it/,
    );
    expect(paying('mukono')).not.toMatch(/payment site|declined/);
    expect(paying('rakuo')).toMatch(/payment site[^]*number to pay with/);
    expect(paying('rakuo')).not.toMatch(/site that gives you a number/);
  });

  it('names whom to ask by topic, and who sends the mails (X-29)', () => {
    const words = manual('aomine');
    expect(chapter(words, 'contacts')).toMatch(/06-6809-4327[^]*0000-55-0110[^]*0000-55-0121/);
    expect(chapter(words, 'mail')).toMatch(/certificates@aomine\.example/);
  });

  it('carries edition, date and every earlier edition, newest first (R-323)', () => {
    const words = manual('aomine', 'en');
    expect(words.edition).toBe('Edition 12.2.0, Tuesday 18 November 2025');
    expect(manual('aomine', 'ja').edition).toBe('第12.2.0版 2025年11月18日(火)');
    expect(chapter(words, 'revisions')).toMatch(/12\.2\.0: [^]*\n11\.4\.0: [^]*\n8\.6\.0: /);
    expect(manual('rakuo').edition).toMatch(/9\.4\.1/);
    for (const profile of Object.values(PROFILES)) {
      const dates = profile.manual.revisions.map(({ date }) => date);
      expect(dates).toEqual(dates.toSorted().reverse());
      expect(profile.manual.revisions[0]?.edition).toBe(profile.edition);
    }
  });

  it('shows each page once, with words for those who do not see it', () => {
    for (const code of CODES) {
      for (const locale of LOCALES) {
        const shown = picturesOf(manual(code, locale));
        const own = code === 'mukono' ? PICTURE_IDS.length : PICTURE_IDS.length - 3;
        expect(new Set(shown.map(({ address }) => address)).size).toBe(own);
        expect(shown.every(({ address }) => address.includes(`/${code}/${locale}/`))).toBe(true);
        expect(new Set(shown.map(({ alternative }) => alternative)).size).toBe(own);
      }
    }
  });
});
