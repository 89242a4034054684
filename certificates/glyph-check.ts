import type { CertificateDocument } from './certificate-document.ts';
import { charactersOf } from './fonts/characters.ts';
import type { Character } from './fonts/characters.ts';
import { typeface } from './fonts/typeface.ts';
import type { FontName } from './fonts/typeface.ts';

/** The fonts in which a text may be set: the one meant, then the spare for what that one lacks. */
export type FontStack = readonly FontName[];
export const textFonts: FontStack = ['text', 'spare'];
export const strongFonts: FontStack = ['strong', 'spare'];

/** A character that no font of its stack can draw in the form asked for. */
export interface MissingCharacter {
  codePoint: number;
  /** The variation selector that asks for a form which the fonts do not have, else null. */
  selector: number | null;
  /** The character itself, with its selector: personal data, not for logs. */
  character: string;
}

/** Where on a certificate a character is missing: what staff need to know to draw it by hand. */
export interface MissingGlyph extends MissingCharacter {
  /** Field of `CertificateDocument`, e.g. `person.nameJa` or `courses[3].nameEn`. */
  field: string;
}

/** @returns the first font of the stack that has the character in the form asked for, or null */
export function fontFor(character: Character, fonts: FontStack): FontName | null {
  return fonts.find((name) => typeface(name).glyphId(character) !== null) ?? null;
}

/**
 * @param text any text, also with variation sequences (IVS)
 * @param fonts fonts that may draw it, by preference
 * @returns each distinct character that cannot be drawn, in order of appearance; empty when all can
 */
export function findMissingGlyphs(
  text: string,
  fonts: FontStack = strongFonts,
): MissingCharacter[] {
  const missing = new Map<string, MissingCharacter>();
  for (const character of charactersOf(text)) {
    if (fontFor(character, fonts) === null) {
      const { codePoint, selector } = character;
      missing.set(character.text, { codePoint, selector, character: character.text });
    }
  }
  return [...missing.values()];
}

type PrintedString = readonly [field: string, text: string, fonts: FontStack];

function personStrings({ person, language }: CertificateDocument): PrintedString[] {
  return language === 'ja'
    ? [
        ['person.nameJa', person.nameJa, strongFonts],
        ['person.nameKana', person.nameKana, textFonts],
      ]
    : [['person.nameRoman', person.nameRoman, strongFonts]];
}

/**
 * Looks for characters that would be blank boxes, before anything is issued. Every string that this
 * certificate prints is checked, so a name that only the Japanese one cannot spell does not stop the English one.
 * @returns what is missing and where; an empty list means that the certificate may be issued
 */
export function checkCertificate(input: CertificateDocument): MissingGlyph[] {
  const { university, affiliation, language } = input;
  const suffix = language === 'ja' ? 'Ja' : 'En';
  const strings: PrintedString[] = [
    ...personStrings(input),
    ['affiliation.studentNumber', affiliation.studentNumber, textFonts],
    [`affiliation.faculty${suffix}`, affiliation[`faculty${suffix}`], textFonts],
    [`affiliation.department${suffix}`, affiliation[`department${suffix}`], textFonts],
    [`university.name${suffix}`, university[`name${suffix}`], strongFonts],
    // The seal is in Japanese on every certificate.
    ...(language === 'en' ? [['university.nameJa', university.nameJa, strongFonts] as const] : []),
    [`university.presidentTitle${suffix}`, university[`presidentTitle${suffix}`], textFonts],
    [`university.presidentName${suffix}`, university[`presidentName${suffix}`], strongFonts],
    [`university.address${suffix}`, university[`address${suffix}`], textFonts],
    ['issueNumber', input.issueNumber, textFonts],
  ];
  if (input.kind === 'transcript') {
    input.courses.forEach((course, index) => {
      strings.push(
        [`courses[${index}].name${suffix}`, course[`name${suffix}`], textFonts],
        [`courses[${index}].grade`, course.grade, textFonts],
      );
    });
  }
  return strings.flatMap(([field, text, fonts]) =>
    findMissingGlyphs(text, fonts).map((missing) => ({ field, ...missing })),
  );
}
