import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { pictureAddress, PICTURES_FOLDER, readManifest } from './pictures.ts';

/** Serves the pictures of the manuals, which show invented people, to be kept for a year. Mount before sessions. */
export function servePictures(): RequestHandler {
  const taken = Object.values(readManifest()).flatMap((languages) =>
    Object.values(languages ?? {}).flatMap((pictures) => Object.values(pictures)),
  );
  // Nothing of the request becomes part of a file's name: it is one of these addresses or none.
  const files = new Map(
    taken.map((picture) => [pictureAddress(picture), join(PICTURES_FOLDER, picture.file)]),
  );
  return (req, res, next) => {
    const file = req.method === 'GET' || req.method === 'HEAD' ? files.get(req.path) : undefined;
    if (file === undefined) return next();
    res.sendFile(file, { maxAge: '365d', immutable: true, lastModified: false });
  };
}
