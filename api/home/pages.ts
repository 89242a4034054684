import type { Bilingual, StoreChain } from '../../domain/university/profile.ts';
import { definePage } from '../rendering/page.ts';

export interface UniversitiesModel {
  universities: { name: Bilingual; href: string; isOpen: boolean }[];
}

export interface LandingModel {
  name: Bilingual;
  homepageUrl: string;
  /** Null where students do not sign in on this service's own page. */
  signInHref: string | null;
  kinds: { name: Bilingual; description: Bilingual }[];
  /** Yen of one copy: from the cheapest to the dearest, equal where there is one fee. */
  issueFee: { lowest: number; highest: number } | null;
  /** Yen, an order or a copy; null where there is none. */
  systemFee: { yen: number; per: 'order' | 'copy' } | null;
  printFeeYenASheet: number;
  printDays: number;
  chains: StoreChain[];
  /** How to pay, and what one needs for it: said before anybody begins. */
  methods: { name: Bilingual; description: Bilingual }[];
  /** Closures that are in force or announced. */
  halts: { from: Date; to: Date; reason: Bilingual; when: 'now' | 'later' }[];
  sealed: Bilingual;
  records: { name: Bilingual; phone: string; hours: Bilingual };
}

export const universitiesPage = definePage<UniversitiesModel>('home/universities');
export const landingPage = definePage<LandingModel>('home/landing');
