// The baseline of pages: Express and one compiled Handlebars template a page, without a database.
// `node bare-page.ts <port> <file of pages>`: the file is JSON, `{ "<path>": "<html>" }`.
import { readFileSync } from 'node:fs';
import express from 'express';
import Handlebars from 'handlebars';

const [port = '0', file = ''] = process.argv.slice(2);
const pages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;

/** Pieces of text that Handlebars would not escape become values, so that the template has as much to do as a real one. */
function asTemplate(html: string): { source: string; values: string[] } {
  const values: string[] = [];
  const source = html.replaceAll(/>([^<>{}&"'`=]*[^<>{}&"'`=\s][^<>{}&"'`=]*)</g, (_, text) => {
    values.push(String(text));
    return `>{{values.[${values.length - 1}]}}<`;
  });
  return { source, values };
}

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
for (const [path, html] of Object.entries(pages)) {
  const { source, values } = asTemplate(html);
  const template = Handlebars.compile(source);
  if (template({ values }) !== html) throw new Error(`${path} is not rendered byte for byte`);
  // No two pages differ by their query alone.
  app.get(new URL(path, 'http://page').pathname, (_req, res) => {
    res.send(template({ values }));
  });
}
app.get('/readyz', (_req, res) => {
  res.send('ready');
});
const server = app.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
