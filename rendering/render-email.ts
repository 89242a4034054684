import type { HelperOptions } from 'handlebars';
import type { Locale } from '../domain/university/profile.ts';
import type { EmailModels } from './email-models.ts';
import { formatMailTime, formatYen } from './format.ts';
import type { Instant } from './format.ts';
import { rootOf, sharedHelpers } from './helpers.ts';
import { loadTemplates } from './templates.ts';
import type { Helpers, Templates } from './templates.ts';

export interface RenderedEmail {
  subject: string;
  text: string;
  html: string;
}

/** Mails write ¥ where pages write 円, and instants in full. */
const emailHelpers: Helpers = {
  ...sharedHelpers,
  yen: (yen: number) => formatYen(yen, 'en'),
  mailTime: (value: Instant, options: HelperOptions) =>
    formatMailTime(value, rootOf(options).locale),
  choose: (condition: unknown, first: string, second: string) => (condition ? first : second),
};

let loaded: Templates | undefined;

function emailTemplates(): Templates {
  loaded ??= loadTemplates({
    roots: ['emails'],
    helpers: emailHelpers,
    escape: (name) => name.endsWith('/html') || name.startsWith('emails/_html/'),
  });
  return loaded;
}

/**
 * Puts a mail into words: `views/emails/<name>/{subject,text,html}.hbs`, within the frames of `emails/_text` and
 * `emails/_html`. Both parts say the same.
 * @param now what "three days left" is counted from
 * @throws TemplateFault when the model does not fit the templates
 */
export function renderEmail<N extends keyof EmailModels>(
  name: N,
  locale: Locale,
  model: EmailModels[N],
  now: Date = new Date(),
): RenderedEmail {
  const root = { locale, now, model };
  const part = (kind: string) => emailTemplates().render(`emails/${name}/${kind}`, root);
  return {
    subject: part('subject').replace(/\s+/gu, ' ').trim(),
    text: `${part('text').trim()}\n`,
    html: part('html'),
  };
}

/** Reads and compiles all mails now, so that a mistake in one of them stops the start. */
export function loadEmails(): void {
  emailTemplates().compileAll();
}
