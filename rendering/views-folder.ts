import { fileURLToPath } from 'node:url';

/** Everything a person reads: templates, sentences, styles. */
export const VIEWS_FOLDER = fileURLToPath(new URL('../views/', import.meta.url));
