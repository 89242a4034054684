/** HTML that is ready to be sent: what came into it from outside has been escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Insertable = Html | string | number | null | undefined | false | readonly Insertable[];

/** Template tag: every inserted value is escaped, unless it is `Html` itself or a list of it. */
export function html(strings: TemplateStringsArray, ...values: Insertable[]): Html {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += insert(value) + (strings[index + 1] ?? '');
  });
  return new Html(text);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function insert(value: Insertable): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(insert).join('');
  return escapeHtml(String(value));
}

export type Language = 'ja' | 'en';

/** The language a page was asked for with `?lang=`; Japanese unless it says `en`. */
export function languageOf(query: Record<string, unknown>): Language {
  return query.lang === 'en' ? 'en' : 'ja';
}

/** A whole document with the town's stylesheet (`/town.css`). `look` is a class for the body. */
export function document(page: {
  language: Language;
  title: string;
  body: Html;
  look?: string;
}): string {
  return html`<!doctype html>
    <html lang="${page.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${page.title}</title>
        <link rel="stylesheet" href="/town.css" />
        <link rel="icon" href="data:," />
      </head>
      <body class="${page.look ?? 'town'}">
        ${page.body}
      </body>
    </html>`.text;
}
