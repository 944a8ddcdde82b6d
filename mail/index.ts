export { loadAccessPackages } from './package/build-access-package';
export { messageIdOf } from './message-id';
export { processorLetter } from './processor-letter';
export { loadNotices } from './notices/check-templates';
export type { NoticeContent, NoticeKind } from '../domain/notice';
export type { RenderNotice } from './notices/render-notice';
export type { SmtpMailer, SmtpSettings } from './smtp-mailer';
export { createSmtpMailer } from './smtp-mailer';
