import type { LocalText } from './data-map';

/** One public error: what the API answers with, and whether the caller may try again. */
export interface ErrorDefinition {
  /** HTTP status. */
  readonly status: number;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** For people, without personal data. */
  readonly text: LocalText;
}

const define = (status: number, en: string, zh: string, retryable = false): ErrorDefinition => ({
  status,
  retryable,
  text: { en, 'zh-CN': zh },
});

/** The one catalogue: code → status → retryable → text. `docs/errors.md` is tested against it both ways. */
export const errorCatalogue = {
  // What was sent
  DSR_BODY_INVALID: define(
    422,
    'A field is missing, unknown or of the wrong form.',
    '有字段缺失、未知或格式不正确。',
  ),
  DSR_BODY_UNREADABLE: define(400, 'The body is not JSON that we can read.', '请求正文不是可读取的 JSON。'),
  DSR_BODY_TOO_LARGE: define(413, 'The body is larger than 64 KB.', '请求正文超过 64 KB。'),
  DSR_BODY_TOO_DEEP: define(
    422,
    'The body is nested too deeply or has too many fields.',
    '请求正文嵌套过深或字段过多。',
  ),
  DSR_MEDIA_TYPE: define(415, 'Send application/json.', '请使用 application/json。'),
  DSR_RIGHT_UNKNOWN: define(
    422,
    'The kind is no right of the five, no complaint and no appeal.',
    '请求类型无效：应为五项权利之一、投诉或申诉。',
  ),
  DSR_REGIME_UNKNOWN: define(422, 'The regime is not loaded.', '未加载该法域规则。'),
  DSR_REGIME_NOT_IN_FORCE: define(
    422,
    'The rules were not in force on that day.',
    '该法域规则在当日尚未生效或已失效。',
  ),
  DSR_IDENTITY_EMPTY: define(
    422,
    'Give at least one identifier by which we can find the data.',
    '请至少提供一个可用于查找数据的标识。',
  ),
  DSR_IDENTITY_CONTRADICTORY: define(
    422,
    'Two values were given for the same identifier.',
    '同一标识给出了两个不同的值。',
  ),
  DSR_IDENTIFIER_INVALID: define(422, 'An identifier has not the form of its kind.', '标识格式不正确。'),
  DSR_IDEMPOTENCY_KEY_MISSING: define(
    400,
    'Send an Idempotency-Key header with this call.',
    '请在请求头中提供 Idempotency-Key。',
  ),
  DSR_IDEMPOTENCY_CONFLICT: define(
    409,
    'This Idempotency-Key was used before with another body.',
    '该 Idempotency-Key 已用于不同内容的请求。',
  ),
  DSR_IDEMPOTENCY_IN_PROGRESS: define(
    409,
    'The first call with this Idempotency-Key has not ended yet.',
    '使用该 Idempotency-Key 的首个请求仍在处理中。',
    true,
  ),
  DSR_PAGE_CURSOR_INVALID: define(400, 'The page cursor is not one that we gave.', '分页游标无效。'),
  // Who asks
  DSR_UNAUTHENTICATED: define(
    401,
    'Sign in first: the token is missing, expired or not ours.',
    '请先登录：令牌缺失、过期或无效。',
  ),
  DSR_SIGNATURE_INVALID: define(
    401,
    'The signature is missing, not of this order, or older than five minutes.',
    '签名缺失、与该指令不符或已超过五分钟。',
  ),
  DSR_ANSWER_REPLAYED: define(409, 'This very message was taken before.', '该消息此前已被接收。'),
  DSR_FORBIDDEN: define(403, 'Your role does not allow this.', '您的角色无权执行此操作。'),
  DSR_NOT_FOUND: define(404, 'There is nothing here for you.', '没有找到相应内容。'),
  DSR_METHOD_NOT_ALLOWED: define(405, 'This address does not take that method.', '该地址不支持此方法。'),
  DSR_RATE_LIMITED: define(
    429,
    'Too many calls; wait as long as Retry-After says.',
    '请求过于频繁，请按 Retry-After 等待。',
    true,
  ),
  // Codes sent by mail
  DSR_CODE_WRONG: define(422, 'The code is not right.', '验证码不正确。'),
  DSR_CODE_EXPIRED: define(410, 'The code has expired; ask for a new one.', '验证码已过期，请重新获取。'),
  DSR_CODE_USED: define(409, 'The code was used already.', '验证码已被使用。'),
  DSR_CODE_EXHAUSTED: define(
    429,
    'Too many wrong codes; ask for a new one.',
    '验证码错误次数过多，请重新获取。',
  ),
  DSR_CODE_LIMIT: define(
    429,
    'No more codes are sent today; our staff will look at the request.',
    '今日验证码已达上限，工作人员将人工处理。',
    true,
  ),
  // Commands that the request refuses
  DSR_WRONG_PHASE: define(
    409,
    'The request is in a phase that does not allow this.',
    '请求当前阶段不允许此操作。',
  ),
  DSR_WRONG_RIGHT: define(409, 'This step does not exist for this right.', '该权利类型没有此步骤。'),
  DSR_ROLE_NOT_ALLOWED: define(403, 'Your role may not take this step.', '您的角色不能执行此步骤。'),
  DSR_NOTHING_TO_APPROVE: define(409, 'Nothing lies before you for approval.', '当前没有待审批内容。'),
  DSR_PLAN_STALE: define(
    409,
    'What you approved is no longer what would happen; look at the new version.',
    '您审批的内容已变更，请查看新版本。',
  ),
  DSR_SAME_PERSON: define(
    403,
    'A second person must do this: you took part already.',
    '须由另一人执行：您已参与。',
  ),
  DSR_GROUND_UNKNOWN: define(
    422,
    'The ground is not in the catalogue of these regimes for this right.',
    '该理由不在相应法域与权利的目录中。',
  ),
  DSR_IDENTITY_UNPROVEN: define(409, 'Identity has not been proven yet.', '身份尚未核验。'),
  DSR_TASK_UNKNOWN: define(409, 'This task is not open.', '该任务不存在或已完成。'),
  DSR_TASK_WRONG_KIND: define(409, 'This task takes another answer.', '该任务需要其他类型的答复。'),
  DSR_WITNESSES_MISSING: define(
    422,
    'Destruction on paper needs two different witnesses.',
    '纸质档案销毁须有两名不同的见证人。',
  ),
  DSR_FILE_BORROWED: define(
    409,
    'The file is out of the archive: it must come back first.',
    '档案已借出，须先归还。',
  ),
  DSR_CERTIFICATE_MISSING: define(
    422,
    "Give the fingerprint of the processor's answer.",
    '请提供受托方答复或证明的哈希值。',
  ),
  DSR_CHANGE_STALE: define(409, 'The change to confirm is another one now.', '待确认的更正内容已变更。'),
  DSR_ALREADY_DECIDED: define(409, 'This was decided already.', '此事项已有决定。'),
  DSR_EXTENSION_NOT_ALLOWED: define(
    409,
    'This regime does not allow an extension of this request.',
    '该法域不允许对本请求延期。',
  ),
  DSR_EXTENSION_TOO_LATE: define(
    409,
    'The time in which an extension could be declared is over.',
    '可以延期的时限已过。',
  ),
  DSR_EXTENSION_TWICE: define(
    409,
    'This regime allows one extension, and it was declared already.',
    '该法域仅允许延期一次，且已延期。',
  ),
  DSR_FEE_NOT_ALLOWED: define(
    409,
    'No fee may be asked for this request under this regime.',
    '依该法域，本请求不得收费。',
  ),
  DSR_FEE_NOT_ASKED: define(409, 'No fee is open on this request.', '该请求没有待处理的费用。'),
  DSR_PAUSE_NOT_ALLOWED: define(
    409,
    'No clock of this request may pause for this reason.',
    '没有可因此原因中止的期限。',
  ),
  DSR_NOT_PAUSED: define(409, 'The request is not paused.', '请求未处于中止状态。'),
  DSR_PACKAGE_GONE: define(
    410,
    'The package has expired or was fetched as often as allowed.',
    '数据包已过期或已达下载次数上限。',
  ),
  DSR_RANGE_NOT_SATISFIABLE: define(
    416,
    'There is nothing in that part of the package.',
    '数据包没有所请求的部分。',
  ),
  DSR_ABOUT_UNKNOWN: define(
    422,
    'You have no request of that number under this e-mail address.',
    '该邮箱下没有此编号的请求。',
  ),
  DSR_APPEAL_TOO_EARLY: define(
    409,
    'The request has no answer yet to appeal against.',
    '该请求尚未答复，暂不能申诉。',
  ),
  DSR_NOTHING_TO_APPEAL: define(409, 'Nothing of the request was refused.', '该请求没有被拒绝的内容。'),
  DSR_REVIEW_NOT_KNOWN: define(
    422,
    'None of these regimes knows such an appeal or complaint.',
    '相应法域规则未规定此类申诉或投诉。',
  ),
  DSR_LIFT_NOT_POSSIBLE: define(
    409,
    'There is no restriction of this request to lift.',
    '该请求没有可解除的限制。',
  ),
  // Incidents
  DSR_INCIDENT_TIME_INVALID: define(
    422,
    'The discovery lies before the year 2000 or in the future.',
    '发现时间早于2000年或晚于当前时间。',
  ),
  DSR_REGIME_WITHOUT_REPORT: define(
    422,
    'This regime sets no clock for reports of incidents.',
    '该法域未规定事件报告期限。',
  ),
  DSR_PROFILE_UNKNOWN: define(
    422,
    'No loaded regime knows this kind of controller.',
    '已加载的法域规则中没有此类控制者。',
  ),
  DSR_REPORT_TIME_INVALID: define(
    422,
    'The report lies before the discovery or in the future.',
    '报告时间早于发现时间或晚于当前时间。',
  ),
  DSR_ADDRESSEE_UNKNOWN: define(
    422,
    'Under that regime nobody of that name is to be told of this incident.',
    '依该法域，本事件没有此报告对象。',
  ),
  DSR_ADDRESSEE_TOLD: define(409, 'This addressee was told already.', '已向该对象报告。'),
  DSR_ADDRESSEE_UNTOLD: define(
    409,
    'Somebody who must be told has not been told.',
    '仍有应当报告的对象尚未报告。',
  ),
  DSR_INCIDENT_CLOSED: define(409, 'The incident is closed.', '该事件已关闭。'),
  DSR_PRECONDITION_FAILED: define(
    412,
    'The request has changed since you read it.',
    '请求在您读取后已变更。',
  ),
  // Ours
  DSR_UNAVAILABLE: define(
    503,
    'A part that we need does not answer; try again.',
    '所需组件暂不可用，请稍后重试。',
    true,
  ),
  DSR_INTERNAL: define(500, 'Something went wrong on our side.', '系统内部错误。', true),
} as const satisfies Record<string, ErrorDefinition>;

/** A public error code. */
export type ErrorCode = keyof typeof errorCatalogue;

/** True when `text` is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}

/**
 * A refusal that the caller can understand. `detail` says what was expected, what came and what to do, without personal
 * data; `fields` points into the body.
 */
export class PublicError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly { readonly path: string; readonly problem: string }[];
  constructor(code: ErrorCode, detail?: string, fields: readonly { path: string; problem: string }[] = []) {
    super(detail ?? errorCatalogue[code].text.en);
    this.name = 'PublicError';
    this.code = code;
    this.fields = fields;
  }
}
