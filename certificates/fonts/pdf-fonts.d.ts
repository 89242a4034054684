// What the certificates use of fontkit, which ships no types, and the one thing that pdfkit's types leave out:
// a font may be handed over parsed.

declare module 'fontkit' {
  export interface GlyphPosition {
    xAdvance: number;
    yAdvance: number;
    xOffset: number;
    yOffset: number;
    /** Written by pdfkit, in thousandths of the font size. */
    advanceWidth?: number;
  }

  export interface Glyph {
    id: number;
    advanceWidth: number;
    codePoints: number[];
    path: { toSVG(): string; bbox: { minX: number; minY: number; maxX: number; maxY: number } };
  }

  /** `readonly` parts of a `cmap` subtable of format 14 (Unicode variation sequences). */
  export interface VariationSelectorRecord {
    varSelector: number;
    defaultUVS?: { startUnicodeValue: number; additionalCount: number }[] | null;
    nonDefaultUVS?: { unicodeValue: number; glyphID: number }[] | null;
  }

  export interface CharacterMap {
    tables: {
      table: { version: number; varSelectors?: { toArray(): VariationSelectorRecord[] } };
    }[];
  }

  export interface GlyphRun {
    glyphs: Pick<Glyph, 'id' | 'advanceWidth' | 'codePoints'>[];
    positions: GlyphPosition[];
    readonly advanceWidth: number;
  }

  export interface Font {
    postscriptName: string;
    unitsPerEm: number;
    ascent: number;
    descent: number;
    capHeight: number;
    cmap: CharacterMap;
    glyphForCodePoint(codePoint: number): Glyph;
    hasGlyphForCodePoint(codePoint: number): boolean;
    getGlyph(id: number): Glyph;
    layout(text: string, features?: Record<string, boolean> | string[]): GlyphRun;
  }

  export function create(data: Uint8Array): Font;
}

declare namespace PDFKit.Mixins {
  interface PDFFont {
    registerFont(name: string, parsed: import('fontkit').Font): this;
  }
  interface StructureElementOptions {
    scope?: 'Column' | 'Row' | 'Both';
    bbox?: [number, number, number, number];
    placement?: 'Block' | 'Inline';
  }
}
