import { lookAtEveryPage } from '../support/gallery-looks.ts';

lookAtEveryPage('en');
