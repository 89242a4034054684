import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sharedHelpers } from './helpers.ts';
import { loadTemplates, TemplateFault } from './templates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'views-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(files: Record<string, string>, escape?: (name: string) => boolean) {
  for (const [name, source] of Object.entries(files)) {
    const file = join(folder, `${name}.hbs`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
  const roots = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))];
  return loadTemplates({
    roots,
    helpers: sharedHelpers,
    viewsFolder: folder,
    ...(escape ? { escape } : {}),
  });
}

const root = (model: object) => ({ locale: 'en', now: new Date('2026-11-21T06:30:00Z'), model });

it('escapes what a model brings', () => {
  const templates = load({ 'pages/a': '<p title="{{model.name}}">{{model.name}}</p>' });
  expect(templates.render('pages/a', root({ name: `"><script>'` }))).toBe(
    '<p title="&quot;&gt;&lt;script&gt;&#x27;">&quot;&gt;&lt;script&gt;&#x27;</p>',
  );
});

it('escapes the values of a sentence as well', () => {
  const templates = load({ 'pages/a': '{{t "common.deadline.endOfDay" day=model.day}}' });
  expect(templates.render('pages/a', root({ day: '<b>' }))).toContain('&lt;b&gt;');
});

it('leaves plain text plain', () => {
  const templates = load({ 'mails/text': '{{model.name}}' }, () => false);
  expect(templates.render('mails/text', root({ name: 'A & B' }))).toBe('A & B');
});

it('refuses a value that the model does not have, naming the view', () => {
  const templates = load({ 'pages/a': '{{model.nmae}}' });
  expect(() => templates.render('pages/a', root({ name: 'x' }))).toThrow(
    /views\/pages\/a\.hbs.*nmae/s,
  );
});

it('refuses a sentence whose value the model does not have', () => {
  const templates = load({ 'pages/a': '{{t "common.deadline.endOfDay" day=model.dya}}' });
  expect(() => templates.render('pages/a', root({}))).toThrow(TemplateFault);
});

it('refuses at the start what cannot be parsed and a helper nobody wrote', () => {
  expect(() => load({ 'pages/a': '{{#if model.a}}' }).compileAll()).toThrow(/views\/pages\/a\.hbs/);
  expect(() => load({ 'pages/a': '{{shout model.a}}' }).compileAll()).toThrow(TemplateFault);
});

it('reads a template and its partials once, when they are needed or at the start', () => {
  const files = { 'partials/b': 'b', 'pages/a': 'a{{> partials/b}}', 'pages/c': 'c' };
  const templates = load(files);
  expect(templates.render('pages/a', root({}))).toBe('ab');
  templates.compileAll();
  load({ 'partials/b': 'B', 'pages/a': 'A{{> partials/b}}', 'pages/c': 'C' });
  expect(templates.render('pages/a', root({}))).toBe('ab');
  expect(templates.render('pages/c', root({}))).toBe('c');
});

it('names a template that is not there', () => {
  expect(() => load({ 'pages/a': '' }).render('pages/b', root({}))).toThrow(/views\/pages\/b\.hbs/);
});

it('hands a partial what it is given, and nothing else of the page', () => {
  const templates = load({
    'partials/name': '<b>{{name}}</b>',
    'pages/given': '{{> partials/name name=model.name}}',
    'pages/not-given': '{{> partials/name}}',
  });
  expect(templates.render('pages/given', root({ name: 'A' }))).toBe('<b>A</b>');
  expect(() => templates.render('pages/not-given', { ...root({}), name: 'leak' } as never)).toThrow(
    TemplateFault,
  );
});

it('puts a component around a piece of page that keeps its context, its language and its escaping', () => {
  const templates = load({
    'partials/box': '<div class="{{kind}}">{{body}}</div>',
    'pages/a':
      '{{#each model.rows}}{{#component "box" kind="x"}}{{this}} {{t "common.frame.menu"}}{{/component}}{{/each}}',
  });
  expect(templates.render('pages/a', root({ rows: ['<a>', 'b'] }))).toBe(
    '<div class="x">&lt;a&gt; Menu</div><div class="x">b Menu</div>',
  );
});
