/** Mail accounts: where mails are sent from and looked for. One is enough for either side. Pure. */

import type { Fault } from '../fault'
import { type FieldOrigin, type LibraryRules, nameFaults, type SettingField, settingsFaults } from '../field'
import { heartbeatUrlProblem } from '../net/web-url'

export interface MailAccount {
  /** `[a-z0-9_-]{1,50}`; probes and channels name it. */
  readonly name: string
  /** Accounts of the INI are read-only in the page. */
  readonly origin: FieldOrigin
  /** By the fields' keys; what is missing has the field's fallback. Holds secrets. */
  readonly settings: Readonly<Record<string, string>>
  /** Why it cannot be used at present, such as a secret's file that cannot be read. */
  readonly problem?: string
}

const SECURITIES = ['tls', 'starttls', 'none'] as const
const ON = 'on'

export const ACCOUNT_FIELDS = [
  {
    key: 'from',
    label: 'Address',
    hint: 'The address of the account, from which it sends; empty: the user, if that is an address.',
    type: 'address',
  },
  {
    key: 'smtphost',
    label: 'SMTP server',
    hint: 'Such as smtp.example.org; empty: it sends nothing.',
    type: 'text',
  },
  { key: 'smtpport', label: 'SMTP port', hint: 'Empty: 587, or 465 with tls.', type: 'port' },
  {
    key: 'smtpsecurity',
    label: 'SMTP security',
    hint: 'starttls and tls insist on it; none is for a server in the same network.',
    type: 'choice',
    choices: SECURITIES,
    fallback: 'starttls',
  },
  { key: 'smtpuser', label: 'SMTP user', hint: 'Empty: no log-in.', type: 'text' },
  { key: 'smtppassword', label: 'SMTP password', hint: "The user's password.", type: 'secret', secret: true },
  {
    key: 'imaphost',
    label: 'IMAP server',
    hint: 'Such as imap.example.org; empty: it reads nothing.',
    type: 'text',
  },
  { key: 'imapport', label: 'IMAP port', hint: 'Empty: 993, or 143 without tls.', type: 'port' },
  {
    key: 'imapsecurity',
    label: 'IMAP security',
    hint: 'tls and starttls insist on it; none is for a server in the same network.',
    type: 'choice',
    choices: SECURITIES,
    fallback: 'tls',
  },
  { key: 'imapuser', label: 'IMAP user', hint: 'Empty: the user of SMTP.', type: 'text' },
  {
    key: 'imappassword',
    label: 'IMAP password',
    hint: 'Empty: the password of SMTP.',
    type: 'secret',
    secret: true,
  },
  {
    key: 'token',
    label: 'Access token',
    hint: 'For providers that allow XOAUTH2 only; in the INI best as @file, which is read for every log-in.',
    type: 'secret',
    secret: true,
  },
  {
    key: 'refreshtoken',
    label: 'Refresh token',
    hint: 'With it the appliance asks for access tokens by itself, at the address below.',
    type: 'secret',
    secret: true,
  },
  {
    key: 'tokenurl',
    label: 'Token address',
    hint: 'Such as https://oauth2.googleapis.com/token.',
    type: 'url',
    problem: heartbeatUrlProblem,
  },
  {
    key: 'clientid',
    label: 'Client id',
    hint: 'Of the application that the provider registered.',
    type: 'text',
  },
  {
    key: 'clientsecret',
    label: 'Client secret',
    hint: 'Where the provider wants one.',
    type: 'secret',
    secret: true,
  },
  {
    key: 'checkins',
    label: 'Check-ins',
    hint: 'on: mails to this account are check-ins; the connection stays open for them.',
    type: 'choice',
    choices: ['off', ON],
    fallback: 'off',
  },
  {
    key: 'checkinfolder',
    label: 'Folder of check-ins',
    hint: 'Mails that come into this folder count.',
    type: 'text',
    fallback: 'INBOX',
  },
] as const satisfies readonly SettingField[]

type AccountKey = (typeof ACCOUNT_FIELDS)[number]['key']

/** Every fault at once; none of the reasons holds a secret. */
export function accountFaults(
  { name, origin, settings }: Pick<MailAccount, 'name' | 'origin' | 'settings'>,
  rules: LibraryRules = {},
): Fault[] {
  return [
    ...nameFaults(name),
    ...settingsFaults('a mail account', ACCOUNT_FIELDS, settings, origin, rules),
    ...together(settings),
  ]
}

/** Faults of settings that do not go together. */
function together(settings: MailAccount['settings']): Fault[] {
  const has = (key: AccountKey) => (settings[key] ?? '') !== ''
  const faults: Fault[] = []
  const fault = (key: AccountKey, reason: string) => void faults.push({ key, reason })
  if (!has('smtphost') && !has('imaphost'))
    fault('smtphost', 'is empty, and so is the IMAP server; an account needs one of them')
  if (has('smtphost') && !has('from') && !userOf(settings).includes('@'))
    fault('from', 'is empty, and the user is no address; enter the address of the account')
  if (settings.checkins === ON && !has('imaphost')) fault('checkins', 'need an IMAP server; enter one')
  if (has('token') && has('refreshtoken'))
    fault('token', 'stands beside a refresh token, which makes it needless; keep one of them')
  if (has('refreshtoken') && !has('tokenurl')) fault('tokenurl', 'is empty, and a refresh token needs it')
  if (has('refreshtoken') && !has('clientid')) fault('clientid', 'is empty, and a refresh token needs it')
  if (!has('refreshtoken') && has('tokenurl'))
    fault('tokenurl', 'is of use only with a refresh token; enter that, or remove it')
  return faults
}

/** A server, and how to log in there. Holds secrets. */
export interface MailServer {
  readonly host: string
  readonly port: number
  readonly security: (typeof SECURITIES)[number]
  /** Empty: no log-in. */
  readonly user: string
  readonly password: string
  /** In place of the password (XOAUTH2). */
  readonly token?: string
}

/** Undefined where the account sends nothing. */
export function smtpOf({ settings }: Pick<MailAccount, 'settings'>): MailServer | undefined {
  return serverOf('smtp', settings, { tls: 465, starttls: 587, none: 587 })
}

/** Undefined where the account reads nothing. */
export function imapOf({ settings }: Pick<MailAccount, 'settings'>): MailServer | undefined {
  const server = serverOf('imap', settings, { tls: 993, starttls: 143, none: 143 })
  if (server === undefined) return undefined
  const { smtpuser = '', smtppassword = '' } = settings
  return { ...server, user: server.user || smtpuser, password: server.password || smtppassword }
}

function serverOf(
  side: 'smtp' | 'imap',
  settings: MailAccount['settings'],
  ports: Readonly<Record<MailServer['security'], number>>,
): MailServer | undefined {
  const setting = (key: string) => accountSetting({ settings }, `${side}${key}` as AccountKey)
  const host = setting('host')
  if (host === '') return undefined
  const security = SECURITIES.find(one => one === setting('security')) ?? 'tls'
  const port = Number(setting('port')) || ports[security]
  return { host, port, security, user: setting('user'), password: setting('password') }
}

/** The value that is set, or the field's fallback, or an empty text. */
export function accountSetting({ settings }: Pick<MailAccount, 'settings'>, key: AccountKey): string {
  const field: SettingField | undefined = ACCOUNT_FIELDS.find(one => one.key === key)
  return settings[key] || (field?.fallback ?? '')
}

/** From which it sends, perhaps with a name; empty where it has no address. */
export function addressOf({ settings }: Pick<MailAccount, 'settings'>): string {
  const user = userOf(settings)
  return settings.from || (user.includes('@') ? user : '')
}

/** The same without a name. */
export function bareAddressOf(account: Pick<MailAccount, 'settings'>): string {
  const address = addressOf(account)
  return /<([^<>]+)>/.exec(address)?.[1] ?? address
}

function userOf({ smtpuser = '', imapuser = '' }: MailAccount['settings']): string {
  return smtpuser || imapuser
}

export function takesCheckIns(account: MailAccount): boolean {
  return accountSetting(account, 'checkins') === ON && imapOf(account) !== undefined
}
