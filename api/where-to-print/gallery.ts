import type { UniversityProfile } from '../../domain/university/profile.ts';
import { aomine } from '../../prisma/profiles/aomine.ts';
import { CAMPUS_MACHINE } from '../../prisma/profiles/shared.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { whereToPrintModel, whereToPrintPage } from './page.ts';

/** A university that also has a machine of its own. */
const withMachine: UniversityProfile = {
  ...aomine,
  certificate: {
    ...aomine.certificate,
    destinations: ['convenience_store', 'campus_machine'],
    chains: [...aomine.certificate.chains, CAMPUS_MACHINE],
  },
};

export const gallery: GalleryEntry[] = [
  entry('where-to-print/stores', whereToPrintPage, whereToPrintModel(aomine), { account: null }),
  entry('where-to-print/with-machine', whereToPrintPage, whereToPrintModel(withMachine)),
];
