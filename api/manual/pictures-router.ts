import { join } from 'node:path';
import { Router } from 'express';
import { pictureAddress, PICTURES_FOLDER, readManifest } from './pictures.ts';

/** Serves the pictures of the manuals, which show invented people, to be kept for a year. Mount before sessions. */
export function createPicturesRouter(): Router {
  const router = Router();
  const taken = Object.values(readManifest()).flatMap((languages) =>
    Object.values(languages ?? {}).flatMap((pictures) => Object.values(pictures)),
  );
  for (const picture of taken) {
    router.get(pictureAddress(picture), (_req, res) => {
      res.sendFile(join(PICTURES_FOLDER, picture.file), {
        maxAge: '365d',
        immutable: true,
        lastModified: false,
      });
    });
  }
  return router;
}
