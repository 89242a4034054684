import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import type { HelperDelegate, HelperOptions } from 'handlebars';
import { VIEWS_FOLDER } from './views-folder.ts';

/** What every template sees: helpers read locale and time from it, whatever partial they stand in. */
export interface TemplateRoot {
  locale: string;
  now: Date;
}

export type Helpers = Readonly<Record<string, HelperDelegate>>;
export type Template = (root: TemplateRoot) => string;

export interface Templates {
  /** @throws Error when there is no such template, or naming it when the model does not fit it */
  render(name: string, root: TemplateRoot): string;
  /** Compiles all that nobody has asked for yet. @throws TemplateFault naming the file */
  compileAll(): void;
}

/** The template could not be read, or the model did not fit it. */
export class TemplateFault extends Error {
  override name = 'TemplateFault';
}

function templateFiles(roots: readonly string[], viewsFolder: string): string[] {
  return roots.flatMap((root) =>
    readdirSync(join(viewsFolder, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.hbs'))
      .map((name) => `${root}/${name.slice(0, -'.hbs'.length).split(sep).join('/')}`),
  );
}

/**
 * Runs what the compiler wrote, now, and under the view's own name in stack traces (`Handlebars.compile` would wait for
 * the first reader). The compiler's answer is JavaScript in a string, whatever its type says.
 */
function evaluate(code: unknown, name: string): TemplateSpecification {
  const filename = `views/${name}.hbs`;
  return runInThisContext(`(${code as string})`, { filename }) as TemplateSpecification;
}

/**
 * Finds templates, and reads and compiles each once, when it is first needed. A process that serves people compiles all
 * at its start (`compileAll`): a mistake in any of them stops it, and the first reader waits no longer than the others.
 * A misspelt value or an unknown helper is an error (`strict`, `knownHelpersOnly`); a partial sees only what it is
 * handed (`explicitPartialContext`) and the root.
 *
 * @param roots folders under `views/`; a template is named by its path without ending (`partials/notice`)
 * @param escape false for plain text
 */
export function loadTemplates(options: {
  roots: readonly string[];
  helpers: Helpers;
  escape?: (name: string) => boolean;
  viewsFolder?: string;
}): Templates {
  const { roots, helpers, escape = () => true, viewsFolder = VIEWS_FOLDER } = options;
  const environment = Handlebars.create();
  for (const [name, helper] of Object.entries(helpers)) environment.registerHelper(name, helper);
  const known = [...Object.keys(helpers), 'component'];
  const knownHelpers = Object.fromEntries(known.map((name) => [name, true]));
  const names = templateFiles(roots, viewsFolder);
  const templates = new Map<string, HandlebarsTemplateDelegate>();
  const compile = (name: string): HandlebarsTemplateDelegate => {
    if (!names.includes(name)) throw new TemplateFault(`there is no template views/${name}.hbs`);
    try {
      const source = readFileSync(join(viewsFolder, `${name}.hbs`), 'utf8');
      const code = environment.precompile(source, {
        strict: true,
        knownHelpers,
        knownHelpersOnly: true,
        explicitPartialContext: true,
        noEscape: !escape(name),
      });
      const template = environment.template(evaluate(code, name));
      templates.set(name, template);
      environment.registerPartial(name, template);
      return template;
    } catch (cause) {
      throw new TemplateFault(`views/${name}.hbs: ${String(cause)}`, { cause });
    }
  };
  const find = (name: string) => templates.get(name) ?? compile(name);
  // Until it is compiled, and then replaced by itself, a partial compiles itself when a template calls it.
  for (const name of names) {
    environment.registerPartial(name, (context: unknown, options?: Handlebars.RuntimeOptions) =>
      find(name)(context, options),
    );
  }
  // `{{#component "notice" kind="info"}}…{{/component}}`: a partial around a piece of page, which keeps its own context.
  environment.registerHelper(
    'component',
    function (this: unknown, name: string, options: HelperOptions) {
      const body = new Handlebars.SafeString(options.fn(this));
      const template = find(name.includes('/') ? name : `partials/${name}`);
      const context = { ...(options.hash as object), body };
      return new Handlebars.SafeString(template(context, { data: options.data as object }));
    },
  );
  return {
    render(name, root) {
      const template = find(name);
      try {
        return template(root);
      } catch (cause) {
        throw new TemplateFault(`views/${name}.hbs: ${String(cause)}`, { cause });
      }
    },
    compileAll: () => names.forEach(find),
  };
}
