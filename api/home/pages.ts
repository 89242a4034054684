import type {
  Bilingual,
  StoreChain,
  UniversityProfile,
  UserType,
} from '../../domain/university/profile.ts';
import type { Step } from '../../domain/university/steps.ts';
import { definePage } from '../rendering/page.ts';

export interface UniversitiesModel {
  universities: { name: Bilingual; href: string; isOpen: boolean }[];
}

/** A university's entrance, where it has pages for several types of user. */
export interface EntranceModel {
  doors: { userType: UserType; href: string; isOpen: boolean }[];
}

/** What one needs before one begins; some are told with a name of the university's. */
export interface Need {
  id: 'directory' | 'saml' | 'document' | 'mail' | 'secondPassword' | 'paypal' | 'coins';
  /** Only with `saml`: what the university calls its login page. */
  provider?: Bilingual;
  /** Only with `mail`: whose mails must come through. */
  sender?: string;
}

/** Lowest and highest fee of one copy in yen; equal where there is one. */
export interface FeeRange {
  lowest: number;
  highest: number;
}

export interface LandingModel {
  userType: UserType;
  /** Null where this type of user cannot sign in yet. */
  signInHref: string | null;
  homepageUrl: string;
  notices: Bilingual[];
  /** The chart of steps; `next` is the number of the first step that is done every time. */
  steps: { first: Step[]; always: Step[]; next: number };
  needs: Need[];
  kinds: { name: Bilingual; description: Bilingual; fee: FeeRange }[];
  /** Yen, an order or a copy. */
  systemFees: { yen: number; per: 'order' | 'copy' }[];
  printFeeYenASheet: number;
  printDays: number;
  chains: StoreChain[];
  system: UniversityProfile['contacts']['system'];
  records: UniversityProfile['contacts']['records'];
  sealed: UniversityProfile['contacts']['sealed'];
}

export const universitiesPage = definePage<UniversitiesModel>('home/universities');
export const entrancePage = definePage<EntranceModel>('home/entrance');
export const landingPage = definePage<LandingModel>('home/landing');
