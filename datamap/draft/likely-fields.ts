import type { IdentifierKind, SensitivityClass } from '../../domain/data-map';
import type { FieldSketch } from '../../domain/store-sketch';

/** What a field probably is, by its name, its comment and the form of its values. A guess, for people to look at. */
export interface LikelyField {
  readonly category: string;
  readonly class: SensitivityClass;
  readonly identity?: IdentifierKind;
  readonly tells?: 'name' | 'birthDate';
  readonly titles: { readonly 'zh-CN': string; readonly en: string };
  /** What somebody should look at. */
  readonly question?: string;
  /** True when the name alone says little: beside other personal fields it is one, alone it is not. */
  readonly faint?: true;
}

interface Guess extends Omit<LikelyField, 'titles'> {
  readonly words: RegExp;
  readonly zh: string;
}

const core = 'core-sensitive';
const general = 'general-sensitive';

/** First fit wins, so the narrow ones stand first. `words` meet the name in lower case with blanks between its words. */
const guesses: readonly Guess[] = [
  {
    words: /\b(pass ?word|passwd|pwd|secret|token|salt|hash|pin)\b/,
    zh: '登录凭证',
    category: 'credential',
    class: core,
    question: 'a credential: should the person be shown it, or `redaction: withhold`?',
  },
  { words: /\be ?mail\b|邮箱|邮件/, zh: '电子邮箱', category: 'contact', class: general, identity: 'email' },
  {
    words:
      /\b(id ?card|identity (?:card|number|no)|national id|ssn|social security|passport|tax id|nino|shenfenzheng)\b|身份证|护照/,
    zh: '证件号码',
    category: 'identity',
    class: core,
    identity: 'idNumber',
  },
  {
    words: /\b(phone|telephone|tel|mobile|cell|msisdn|shouji|dianhua)\b|手机|电话/,
    zh: '电话号码',
    category: 'contact',
    class: general,
    identity: 'phone',
  },
  {
    words: /\b(birth ?date|date of birth|birth ?day|dob|born)\b|出生|生日/,
    zh: '出生日期',
    category: 'identity',
    class: general,
    tells: 'birthDate',
  },
  {
    words: /\b(full name|real name|contact name|customer name|person name|xingming)\b|姓名/,
    zh: '姓名',
    category: 'identity',
    class: general,
    tells: 'name',
  },
  {
    words: /\b(last name|surname|family name)\b/,
    zh: '姓',
    category: 'identity',
    class: general,
    tells: 'name',
  },
  {
    words: /\b(first name|given name|middle name|maiden name|nick ?name)\b/,
    zh: '名',
    category: 'identity',
    class: general,
  },
  {
    words: /\b(user ?name|login|account name)\b|登录名|用户名/,
    zh: '用户名',
    category: 'identity',
    class: general,
  },
  {
    words: /\b(card number|card no|credit card|iban|bank|account (?:number|no)|cvv)\b|银行/,
    zh: '支付信息',
    category: 'payment',
    class: core,
  },
  {
    words: /\b(latitude|longitude|lat|lon|lng|geo|location|gps)\b|位置/,
    zh: '位置',
    category: 'location',
    class: core,
  },
  {
    words:
      /\b(gender|sex|race|ethnic\w*|religion|health|blood|diagnosis|disab\w*|marital|union|orientation)\b|性别|民族|宗教/,
    zh: '敏感特征',
    category: 'identity',
    class: core,
  },
  {
    words: /\b(face|finger ?print|voice ?print|biometric|iris)\b|人脸|指纹/,
    zh: '生物识别信息',
    category: 'identity',
    class: core,
  },
  {
    words: /\b(photo|picture|avatar|portrait|image)\b|照片|头像/,
    zh: '照片',
    category: 'identity',
    class: general,
  },
  {
    words:
      /\b(address|street|house|postal|post ?code|zip|city|town|county|country|fax|province|district|region|state|dizhi)\b|地址|邮编/,
    zh: '地址',
    category: 'contact',
    class: general,
  },
  {
    words: /\b(ip|ip address|user agent|device|imei|imsi|mac address|cookie|session)\b|设备/,
    zh: '设备信息',
    category: 'device',
    class: general,
  },
  {
    words: /\b(salary|income|credit score)\b|收入|薪/,
    zh: '财务信息',
    category: 'payment',
    class: general,
  },
  {
    words:
      /\b(comment|comments|note|notes|message|body|subject|remark|remarks|description|feedback|review|text)\b|备注|留言/,
    zh: '文字内容',
    category: 'communication',
    class: general,
    question: 'free text: others may be named in it; consider `redaction: others`',
    faint: true,
  },
  {
    words: /\b(name)\b|名称/,
    zh: '名称',
    category: 'identity',
    class: general,
    question: 'a person’s name, or a thing’s?',
    faint: true,
  },
];

/** What the field probably is, or `undefined` when nothing about it looks personal. */
export function likelyField(field: FieldSketch): LikelyField | undefined {
  // `address_id` is a number that points to an address, and none.
  if (field.type === 'number' && / id$/.test(wordsOf(field.name))) return undefined;
  const text = `${wordsOf(field.name)} ${field.comment?.toLowerCase() ?? ''}`;
  const byForm = guessOfForm(field);
  const found = byForm ?? guesses.find(({ words }) => words.test(text));
  if (found === undefined) return undefined;
  const { words: _words, zh, ...guess } = found;
  const identity = fitsIdentity(field) ? guess.identity : undefined;
  const { identity: _identity, ...rest } = guess;
  return {
    ...rest,
    ...(identity === undefined ? {} : { identity }),
    titles: { 'zh-CN': zh, en: titleOf(field.name) },
  };
}

/** `customerEmail`, `CUSTOMER_EMAIL` and `contact.email` as words. */
export function wordsOf(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/[_.\-\s]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A name for reading: `cust_email` becomes `Cust email`. */
export function titleOf(name: string): string {
  const words = wordsOf(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Most values have the form: stronger than any name. */
function guessOfForm({ seen }: FieldSketch): Guess | undefined {
  if (seen === undefined || seen.values < 3) return undefined;
  const most = (count: number) => count >= seen.values * 0.8;
  const kind = most(seen.email)
    ? 'email'
    : most(seen.idNumber)
      ? 'idNumber'
      : most(seen.phone)
        ? 'phone'
        : undefined;
  return kind === undefined ? undefined : guesses.find(({ identity }) => identity === kind);
}

/** Only text and numbers can be looked up by; a flag such as `email_opt_in` holds no address. */
function fitsIdentity({ type, seen, name }: FieldSketch): boolean {
  if (type !== 'text' && type !== 'number') return false;
  if (/\b(opt|flag|verified|confirmed|enabled|type|count|sent)\b/.test(wordsOf(name))) return false;
  return seen === undefined || seen.values < 3 || seen.email + seen.phone + seen.idNumber > 0;
}
