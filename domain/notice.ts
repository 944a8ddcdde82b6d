export type * from '../mail/notices/notice-content';
