/** Channels: where alerts go. What can be set for each kind stands here once; the page, the INI and the API share it. */

import { heartbeatUrlProblem } from '../net/web-url'

export interface ChannelField {
  readonly key: string
  readonly label: string
  /** One line that says what belongs here. */
  readonly hint: string
  readonly type: 'text' | 'url' | 'secret' | 'port' | 'choice' | 'json'
  /** What it has to look like, and what to say when it does not. */
  readonly form?: readonly [RegExp, string]
  readonly required?: boolean
  readonly choices?: readonly string[]
  readonly fallback?: string
  /** Shown as dots, never sent to the browser, never logged; in the INI also `@file`. */
  readonly secret?: boolean
}

interface Kind {
  readonly label: string
  readonly hint: string
  /** It opens incidents and closes them; the others send messages. */
  readonly incidents: boolean
  readonly fields: readonly ChannelField[]
}

const token = (hint: string): ChannelField => ({
  key: 'token',
  label: 'Access token',
  hint,
  type: 'secret',
  secret: true,
})

export const CHANNEL_KINDS = {
  email: {
    label: 'E-mail',
    hint: 'Sends mail by way of an SMTP server.',
    incidents: false,
    fields: [
      {
        key: 'to',
        label: 'To',
        hint: 'Addresses, with commas between them.',
        type: 'text',
        required: true,
      },
      {
        key: 'from',
        label: 'From',
        hint: 'The sender; empty: the user, or the first address.',
        type: 'text',
      },
      {
        key: 'host',
        label: 'SMTP server',
        hint: 'Such as smtp.example.org.',
        type: 'text',
        required: true,
      },
      { key: 'port', label: 'Port', hint: 'Empty: 587, or 465 with tls.', type: 'port' },
      {
        key: 'security',
        label: 'Security',
        hint: 'starttls and tls insist on it; none is for a server in the same network.',
        type: 'choice',
        choices: ['starttls', 'tls', 'none'],
        fallback: 'starttls',
      },
      { key: 'username', label: 'User', hint: 'Empty: no log-in.', type: 'text' },
      { key: 'password', label: 'Password', hint: 'Of the user.', type: 'secret', secret: true },
    ],
  },
  pagerduty: {
    label: 'PagerDuty',
    hint: 'Opens and resolves incidents by the Events API v2.',
    incidents: true,
    fields: [
      {
        key: 'routingkey',
        label: 'Integration key',
        hint: "32 characters, from the service's Events API v2 integration.",
        type: 'secret',
        required: true,
        secret: true,
      },
      {
        key: 'severity',
        label: 'Severity',
        hint: 'Of what goes down.',
        type: 'choice',
        choices: ['critical', 'error', 'warning', 'info'],
        fallback: 'critical',
      },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://events.pagerduty.com; another one for the EU region.',
        type: 'url',
        fallback: 'https://events.pagerduty.com',
      },
    ],
  },
  ntfy: {
    label: 'ntfy',
    hint: 'Push messages to phones, by ntfy.sh or a server of your own.',
    incidents: false,
    fields: [
      {
        key: 'topic',
        label: 'Topic',
        hint: 'Whoever knows it can read along, so choose one that nobody guesses.',
        type: 'secret',
        form: [/^[\w-]{1,64}$/, 'may hold letters, digits, - and _ only (at most 64)'],
        required: true,
        secret: true,
      },
      {
        key: 'url',
        label: 'Server',
        hint: 'Empty: https://ntfy.sh.',
        type: 'url',
        fallback: 'https://ntfy.sh',
      },
      token('Where the topic is protected; begins with tk_.'),
      {
        key: 'priority',
        label: 'Priority',
        hint: 'Of what goes down: 5 is the most urgent, 3 is usual.',
        type: 'choice',
        choices: ['1', '2', '3', '4', '5'],
        fallback: '4',
      },
    ],
  },
  webhook: {
    label: 'Webhook',
    hint: 'Calls an address of your choice, with JSON of your choice.',
    incidents: false,
    fields: [
      {
        key: 'url',
        label: 'Address',
        hint: 'Called for every alert.',
        type: 'url',
        required: true,
        secret: true,
      },
      {
        key: 'method',
        label: 'Method',
        hint: 'POST unless the service wants another one.',
        type: 'choice',
        choices: ['POST', 'PUT', 'GET'],
        fallback: 'POST',
      },
      {
        key: 'body',
        label: 'Body',
        hint: 'JSON with places such as "{{name}}", "{{status}}", "{{subject}}", "{{text}}"; empty: all of them.',
        type: 'json',
        secret: true,
      },
      {
        key: 'headers',
        label: 'Headers',
        hint: 'Name: value, with | between several.',
        type: 'secret',
        form: [/^[^:|]+:[^|]*(\|([^:|]+:[^|]*| *))*$/, 'have to be Name: value, with | between several'],
        secret: true,
      },
    ],
  },
  'web-push': {
    label: 'Web Push',
    hint: "Messages to the browsers that allow it on the channel's page, which has to be opened by https.",
    incidents: false,
    fields: [
      {
        key: 'contact',
        label: 'Contact',
        hint: 'mailto: or https: address that push services may turn to.',
        type: 'text',
        form: [/^(mailto:\S+@\S+|https:\/\/\S+)$/i, 'has to begin with mailto: or https://'],
        required: true,
      },
    ],
  },
} as const satisfies Readonly<Record<string, Kind>>

export type ChannelKind = keyof typeof CHANNEL_KINDS

export interface Channel {
  /** `[a-z0-9_-]{1,50}`; checks name it. */
  readonly name: string
  readonly kind: ChannelKind
  /** What came from the INI is read-only in the page. */
  readonly origin: 'ini' | 'page'
  /** By the fields' keys; what is missing has the field's fallback. Holds secrets. */
  readonly settings: Readonly<Record<string, string>>
  /** Why it cannot be used at present, such as a secret's file that cannot be read. */
  readonly problem?: string
}

export interface ChannelFault {
  readonly key: string
  readonly reason: string
}

export function isChannelKind(kind: string): kind is ChannelKind {
  return Object.hasOwn(CHANNEL_KINDS, kind)
}

export function channelFields(kind: ChannelKind): readonly ChannelField[] {
  return CHANNEL_KINDS[kind].fields
}

/** It keeps an incident open until it is resolved. */
export function opensIncidents({ kind }: Channel): boolean {
  return CHANNEL_KINDS[kind].incidents
}

/** What is set, or the field's fallback, or nothing. */
export function settingOf({ kind, settings }: Channel, key: string): string {
  return settings[key] || (channelFields(kind).find(field => field.key === key)?.fallback ?? '')
}

/** Every fault at once. None of the reasons holds a value. */
export function channelFaults({
  name,
  kind,
  origin,
  settings,
}: Pick<Channel, 'name' | 'origin' | 'settings'> & { readonly kind: string }): ChannelFault[] {
  const faults: ChannelFault[] = []
  if (!/^[a-z0-9_-]{1,50}$/.test(name))
    faults.push({ key: 'name', reason: 'may hold small letters, digits, - and _ only (at most 50)' })
  if (!isChannelKind(kind)) {
    const kinds = Object.keys(CHANNEL_KINDS).join(', ')
    return [...faults, { key: 'kind', reason: `has to be one of ${kinds}` }]
  }
  const fields = channelFields(kind)
  for (const field of fields) {
    const reason = fieldProblem(field, settings[field.key] ?? '', origin)
    if (reason !== undefined) faults.push({ key: field.key, reason })
  }
  for (const key of Object.keys(settings)) {
    if (!fields.some(field => field.key === key))
      faults.push({ key, reason: `is no setting of ${kind}; there are ${fields.map(f => f.key).join(', ')}` })
  }
  return faults
}

const NO_FILES =
  'begins with @, which names a file, and only a [channel] section of the INI may do that; enter the secret itself'

/** `@file` where a secret belongs. */
export function namesFile({ secret }: ChannelField, value: string): boolean {
  return secret === true && value.startsWith('@')
}

/** What is wrong with one value; it is not in the reason. */
export function fieldProblem(
  field: ChannelField,
  value: string,
  origin: Channel['origin'],
): string | undefined {
  if (value === '') return field.required ? `is empty. ${field.hint}` : undefined
  if (/\p{Cc}/u.test(field.type === 'json' ? value.replace(/[\r\n\t]/g, '') : value))
    return 'holds an invisible (control) character; type it anew'
  if (namesFile(field, value)) {
    // What is in the file is looked at when it is read.
    return origin === 'ini' ? undefined : NO_FILES
  }
  if (field.type === 'url') return heartbeatUrlProblem(value)
  if (field.type === 'port' && !(/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535))
    return 'is not a port number from 1 to 65535'
  if (field.type === 'json' && !isJson(value)) return 'is no JSON; put its places in quotation marks'
  if (field.form && !field.form[0].test(value)) return field.form[1]
  if (field.choices && !field.choices.includes(value)) return `has to be one of ${field.choices.join(', ')}`
  return undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
