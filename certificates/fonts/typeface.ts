import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import type { Font, Glyph, GlyphRun } from 'fontkit';
import { charactersOf } from './characters.ts';
import type { Character } from './characters.ts';

/** A font of the certificates; the file is read and parsed once a process, at first use. */
export interface Typeface {
  name: FontName;
  font: Font;
  /** @returns the glyph id of exactly this character in this form, or null when the font does not have it */
  glyphId(character: Character): number | null;
}

/** `text` and `strong` are Noto Serif JP; `spare` (BIZ UDPMincho) steps in for characters that Noto lacks. */
export type FontName = 'text' | 'strong' | 'spare';

const files: Record<FontName, string> = {
  text: '@expo-google-fonts/noto-serif-jp/400Regular/NotoSerifJP_400Regular.ttf',
  strong: '@expo-google-fonts/noto-serif-jp/600SemiBold/NotoSerifJP_600SemiBold.ttf',
  spare: '@expo-google-fonts/biz-udpmincho/400Regular/BIZUDPMincho_400Regular.ttf',
};

const parsed = new Map<FontName, Typeface>();

/** @returns the font, parsed (about 15 ms and 8 MB the first time, then nothing) */
export function typeface(name: FontName): Typeface {
  let face = parsed.get(name);
  if (!face) {
    face = openTypeface(name, readFileSync(createRequire(import.meta.url).resolve(files[name])));
    parsed.set(name, face);
  }
  return face;
}

/** Parses all fonts ahead, so that the first certificate of a process is as quick as the next. For process starts. */
export function loadTypefaces(): void {
  for (const name of Object.keys(files) as FontName[]) {
    typeface(name).glyphId({ codePoint: 0x3042, selector: null, text: 'あ' });
  }
}

/**
 * The forms that a font draws for variation sequences, read from its `cmap` format 14 here: fontkit's own look-up
 * misses every form that is not the default one whenever the selector also has defaults.
 * @returns selector → base code point → glyph id, or null where the font's ordinary glyph is that form
 */
function readVariations(font: Font): Map<number, Map<number, number | null>> {
  const variations = new Map<number, Map<number, number | null>>();
  for (const { table } of font.cmap.tables) {
    for (const record of table.varSelectors?.toArray() ?? []) {
      const forms = new Map<number, number | null>();
      for (const { startUnicodeValue, additionalCount } of record.defaultUVS ?? []) {
        for (let offset = 0; offset <= additionalCount; offset += 1) {
          forms.set(startUnicodeValue + offset, null);
        }
      }
      for (const { unicodeValue, glyphID } of record.nonDefaultUVS ?? []) {
        forms.set(unicodeValue, glyphID);
      }
      variations.set(record.varSelector, forms);
    }
  }
  return variations;
}

function openTypeface(name: FontName, data: Uint8Array): Typeface {
  const font = create(data);
  const variations = readVariations(font);
  const look = ({ codePoint, selector }: Character): number | null => {
    const ordinary = font.glyphForCodePoint(codePoint).id;
    if (selector === null) {
      return ordinary === 0 || isUndrawable(codePoint) ? null : ordinary;
    }
    const form = variations.get(selector)?.get(codePoint);
    return form === undefined ? null : (form ?? (ordinary === 0 ? null : ordinary));
  };
  // fontkit searches its tables anew each time, and one certificate asks some thousand times. As many as the font has.
  const known = new Map<number, number>();
  const glyphId = (character: Character): number | null => {
    if (character.selector !== null) return look(character);
    const id = known.get(character.codePoint) ?? look(character);
    if (id !== null) known.set(character.codePoint, id);
    return id;
  };
  return { name, font, glyphId };
}

/**
 * Marks that are still apart after composing would land beside their letter, and controls have no ink: neither
 * counts as drawn, whatever the font's map says.
 */
function isUndrawable(codePoint: number): boolean {
  return /[\p{M}\p{C}\p{Zl}\p{Zp}]/u.test(String.fromCodePoint(codePoint));
}

const isKerned = (text: string) => /^[\u0020-\u024f\u1e00-\u1eff\u2010-\u2027]+$/.test(text);

/** Thrown when a text reaches the paper although a font lacks one of its characters: never a blank box. */
export class GlyphNotInFont extends Error {
  readonly codePoint: number;
  constructor(codePoint: number) {
    super(`no glyph for U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
    this.name = 'GlyphNotInFont';
    this.codePoint = codePoint;
  }
}

/**
 * A view of a parsed font for one document. fontkit remembers with each glyph the characters for which it was first
 * asked, in the whole process; a document made from that memory would depend on the documents before it. Here each
 * run gets glyphs of its own, so the same certificate is the same bytes, always. Latin text keeps its kerning.
 */
export function fontForDocument({ font, glyphId }: Typeface): Font {
  const layout = (text: string): GlyphRun => {
    const characters = charactersOf(text);
    const glyphs: Pick<Glyph, 'id' | 'advanceWidth' | 'codePoints'>[] = characters.map(
      (character) => {
        const id = glyphId(character);
        if (id === null) {
          throw new GlyphNotInFont(character.codePoint);
        }
        const codePoints = [
          character.codePoint,
          ...(character.selector ? [character.selector] : []),
        ];
        return { id, advanceWidth: font.getGlyph(id).advanceWidth, codePoints };
      },
    );
    const kerned = isKerned(text) ? font.layout(text, { liga: false, clig: false }).positions : [];
    const positions = glyphs.map((glyph, index) => ({
      xAdvance:
        kerned.length === glyphs.length ? (kerned[index]?.xAdvance ?? 0) : glyph.advanceWidth,
      yAdvance: 0,
      xOffset: 0,
      yOffset: 0,
    }));
    return {
      glyphs,
      positions,
      get advanceWidth() {
        return positions.reduce((sum, position) => sum + position.xAdvance, 0);
      },
    };
  };
  return Object.create(font, { layout: { value: layout } }) as Font;
}
