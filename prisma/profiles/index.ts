import type { UniversityProfile } from '../../domain/university/profile.ts';
import { aomine } from './aomine.ts';
import { mukono } from './mukono.ts';
import { rakuo } from './rakuo.ts';
import { saikai } from './saikai.ts';

/** The four universities as they are seeded: code, fixed id, settings and the instant from which they are in force. */
export const UNIVERSITIES: readonly {
  code: string;
  id: string;
  effectiveFrom: Date;
  profile: UniversityProfile;
}[] = [
  {
    code: 'aomine',
    id: '5f0c1a52-8d3b-4a57-9c0e-0a1b2c3d0001',
    effectiveFrom: new Date('2025-11-17T15:00:00.000Z'),
    profile: aomine,
  },
  {
    code: 'rakuo',
    id: '5f0c1a52-8d3b-4a57-9c0e-0a1b2c3d0002',
    effectiveFrom: new Date('2024-01-15T15:00:00.000Z'),
    profile: rakuo,
  },
  {
    code: 'saikai',
    id: '5f0c1a52-8d3b-4a57-9c0e-0a1b2c3d0003',
    effectiveFrom: new Date('2023-07-31T15:00:00.000Z'),
    profile: saikai,
  },
  {
    code: 'mukono',
    id: '5f0c1a52-8d3b-4a57-9c0e-0a1b2c3d0004',
    effectiveFrom: new Date('2025-01-05T15:00:00.000Z'),
    profile: mukono,
  },
];
