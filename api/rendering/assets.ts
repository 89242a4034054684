import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { VIEWS_FOLDER } from '../../rendering/views-folder.ts';
import { buildStylesheet } from './stylesheet.ts';

/** A file that browsers keep for ever: its address changes with its content. */
export interface Asset {
  address: string;
  type: string;
  plain: Buffer;
  gzip: Buffer;
  brotli: Buffer;
}

export interface Assets {
  addresses: { stylesheet: string; script: string };
  files: readonly Asset[];
}

function prepare(name: string, ending: string, type: string, content: string): Asset {
  const plain = Buffer.from(content);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 10);
  return {
    address: `/assets/${name}.${hash}.${ending}`,
    type,
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    brotli: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  };
}

/** Lines that hold nothing but a comment are for whoever reads the source: a sixth of the script's bytes. */
const COMMENT_LINES = /^\s*\/\/.*\n/gm;

function prepareAssets(): Assets {
  const script = readFileSync(join(VIEWS_FOLDER, 'assets', 'js', 'enhance.js'), 'utf8');
  const stylesheet = prepare('site', 'css', 'text/css; charset=utf-8', buildStylesheet());
  const sent = script.replaceAll(COMMENT_LINES, '');
  const enhance = prepare('enhance', 'js', 'text/javascript; charset=utf-8', sent);
  return {
    addresses: { stylesheet: stylesheet.address, script: enhance.address },
    files: [stylesheet, enhance],
  };
}

/** One stylesheet and one small script, bundled and compressed once, when the process starts. */
export const assets: Assets = prepareAssets();
