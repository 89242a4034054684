import { renderEmail } from '../../rendering/render-email.ts';
import type { GalleryEmail } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';

export const staffMails: GalleryEmail[] = [
  {
    name: 'staff-invitation',
    render: (locale) =>
      renderEmail(
        'staff-invitation',
        locale,
        {
          universityName: { ja: '青嶺大学', en: 'Aomine University' },
          senderName: {
            ja: '青嶺大学 証明書発行サービス',
            en: 'Aomine University Certificate Service',
          },
          contact: {
            name: {
              ja: '証明書発行サービス コールセンター',
              en: 'Certificate service call centre',
            },
            phone: '06-0000-4327',
            hours: { ja: '24時間・年中無休', en: '24 hours, every day, in Japanese only' },
          },
          replyNote: {
            ja: '証明書の内容についてのお問い合わせは、所属の事務担当にお願いします。',
            en: 'For questions about what a certificate says, please ask your faculty office.',
          },
          url: 'https://certificates.example/cert/kXo0Yw2m8C5nQz7uVb1TfJh4RsLd9EaGpMiNq3WxZyI',
          name: '大原 美咲',
          days: 7,
        },
        GALLERY_NOW,
      ),
  },
];
