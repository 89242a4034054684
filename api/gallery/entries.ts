import { gallery as errors } from '../errors/gallery.ts';
import type { GalleryEntry } from './entry.ts';

/** Every page and every variant, feature by feature. A new feature adds its list here. */
export const entries: readonly GalleryEntry[] = [...errors];
