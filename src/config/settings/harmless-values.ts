/** The keys of the INI whose values may be shown to others, each with the forms of a value that holds no secret. */
import { isIP } from 'node:net'
import { CHANNEL_KINDS } from '../../domain/alerts/channel-kinds'
import { WINDOW_FIELDS } from '../../domain/alerts/maintenance'
import { STATUS_FIELDS } from '../../domain/alerts/status-page'
import type { SettingField } from '../../domain/field'
import { LANGUAGES } from '../../domain/language/language'
import { ACCOUNT_FIELDS } from '../../domain/mail/account'
import { SELF_SIGNED } from '../../domain/net/certificate'
import { CLOCK_MOMENTS } from '../../domain/probes/probe'
import { isProbeKind, PROBE_KINDS } from '../../domain/probes/probe-kinds'
import { FREQUENCIES } from '../../domain/time/slot'
import { iniKeysOf, NO_CHANNEL, PLAN_ROWS, REMINDERS } from '../../domain/watch/plan-fields'
import { zoneFault } from '../../domain/watch/schedule'
import { ADMISSIONS } from '../../domain/watch/waiting'

import { PEER_SECTION_KINDS } from './peers'
import { CURVES } from './zmq'

/** Stands where something was removed. */
export const REMOVED = '(removed)'

/** Returns the value, or the part of it that may be shown; undefined for one that may hold a secret. */
export type Form = (value: string) => string | undefined

/** Key -> form. A key that is not here is shown with neither its value nor its name. */
export type Keys = ReadonlyMap<string, Form>

const matching =
  (form: RegExp): Form =>
  value =>
    form.test(value) ? value : undefined
const oneOf = (words: readonly string[]): Form => {
  const known = new Set(words.map(word => word.toLowerCase()))
  return value => (known.has(value.toLowerCase()) ? value : undefined)
}
const either =
  (...forms: readonly Form[]): Form =>
  value =>
    forms.reduce<string | undefined>((found, form) => found ?? form(value), undefined)

const NEVER: Form = () => undefined
const SWITCH = oneOf(['on', 'off', 'yes', 'no', 'true', 'false', '1', '0'])
const NUMBER = matching(/^\d{1,5}$/)
const SPAN = matching(/^\d{1,5}(?:ms|[smhdw])?(?:\d{1,5}[smhdw]){0,3}$/)
const TIMES = matching(/^\d\d:\d\d-\d\d:\d\d$/)
const CRON = matching(
  /^(?:[\d*/,-]|mon|tue|wed|thu|fri|sat|sun){1,12}(?: [\d*/,-]{1,12}){3} [\da-z*/,-]{1,3}$/i,
)
const STATUSES = matching(/^\d{3}(?:-\d{3})?(?:, ?\d{3}(?:-\d{3})?){0,9}$/)
const PERCENTAGE = matching(/^\d{1,2} ?%?$/)
const ADDRESS: Form = value => (isIP(value) > 0 || value.toLowerCase() === 'localhost' ? value : undefined)
const ZONE: Form = value => (zoneFault(value) === undefined ? value : undefined)
const ZMQ = matching(/^tcp:\/\/(?:\*|0\.0\.0\.0|127\.0\.0\.1):\d{1,5}$/)
const PROBE: Form = value => {
  const kind = value.replace(/\s.*/, '')
  if (!isProbeKind(kind.toLowerCase())) return undefined
  return kind === value ? kind : `${kind} ${REMOVED}`
}

/** Public services, whose names tell the kind of a receiver or a channel, and nothing else. */
const SERVICES = [
  'nosnch.in',
  'hc-ping.com',
  'cronitor.link',
  'heartbeat.uptimerobot.com',
  'uptime.betterstack.com',
  'ntfy.sh',
  'events.pagerduty.com',
  'events.eu.pagerduty.com',
]
const SCHEMES = /^(https?|rediss?|redis\+sentinel|redis\+cluster):\/\//i

/** The scheme, with the host and port of a public service or an address in figures: nothing else of a URL is known to be harmless. */
export const URL_FORM: Form = value => {
  const scheme = SCHEMES.exec(value)?.[0].toLowerCase()
  if (scheme === undefined) return undefined
  // A number or an odd spelling becomes an address by being read.
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isShown = url !== undefined && isPublic(url.hostname) && value.toLowerCase().includes(url.hostname)
  return isShown ? `${scheme}${url.host}/…` : `${scheme}…`
}

function isPublic(hostname: string): boolean {
  return SERVICES.includes(hostname) || ADDRESS(hostname.replace(/[[\]]/g, '')) !== undefined
}

const ON_MONITORING = {
  heartbeatfrequency: oneOf(FREQUENCIES.map(String)),
  heartbeaturl: URL_FORM,
  heartbeatgates: NEVER,
  heartbeatgatefails: SWITCH,
  heartbeatduty: oneOf(['own', 'group']),
  heartbeatcatchup: SWITCH,
}
const ON_WEB = {
  host: ADDRESS,
  port: NUMBER,
  tlscert: oneOf([SELF_SIGNED]),
  tlskey: oneOf([SELF_SIGNED]),
  trustproxy: SWITCH,
  hostnames: NEVER,
  language: oneOf(Object.keys(LANGUAGES)),
}

/** In every section of a check; the settings of probes come beside them. */
const ON_CHECKS: Readonly<Record<string, Form>> = {
  period: SPAN,
  cron: CRON,
  timezone: ZONE,
  probe: PROBE,
  every: either(SPAN, oneOf(CLOCK_MOMENTS)),
  timeout: SPAN,
  blindafter: SPAN,
  grace: SPAN,
  longestrun: SPAN,
  shortestgap: SPAN,
  expect: oneOf(['success', 'start']),
  early: SPAN,
  awaited: SWITCH,
  once: SWITCH,
  digest: matching(/^\d\d:\d\d$/),
  toofrequentalarm: SWITCH,
  failuresbeforealert: NUMBER,
  channels: oneOf([NO_CHANNEL]),
  reminders: oneOf(Object.keys(REMINDERS)),
  recovery: SWITCH,
  quiethours: TIMES,
  escalateafter: SPAN,
  resume: oneOf(['ping', 'manual']),
  methods: oneOf(['any', 'post']),
  status: STATUSES,
  slow: SPAN,
  redirects: NUMBER,
  days: NUMBER,
  warndays: NUMBER,
  count: NUMBER,
  loss: PERCENTAGE,
  offset: SPAN,
}
const ON_CHANNELS: Readonly<Record<string, Form>> = {
  kind: oneOf(Object.keys(CHANNEL_KINDS)),
  default: SWITCH,
}

const keysOf = (forms: Readonly<Record<string, Form>>): Keys => new Map(Object.entries(forms))

/** All keys of the kinds; of those that are not in `forms`, choices, ports and addresses of services have a form. */
function keysOfKinds(
  kinds: Readonly<Record<string, { readonly fields: readonly SettingField[] }>>,
  own: readonly string[],
  forms: Readonly<Record<string, Form>>,
): Keys {
  const keys = new Map<string, Form>(own.map(key => [key, NEVER]))
  for (const { fields } of Object.values(kinds))
    for (const field of fields) keys.set(field.key, either(keys.get(field.key) ?? NEVER, formOf(field)))
  for (const [key, form] of Object.entries(forms)) keys.set(key, form)
  return keys
}

function formOf({ type, choices, secret, readable }: SettingField): Form {
  if (type === 'url') return URL_FORM
  if (secret || readable) return NEVER
  return choices ? oneOf(choices) : type === 'port' ? NUMBER : NEVER
}

/** Section in small letters -> its keys. Those of DEFAULT count in several sections. */
export const PLAIN_SECTIONS: ReadonlyMap<string, Keys> = new Map([
  ['monitoring', keysOf(ON_MONITORING)],
  ['web', keysOf(ON_WEB)],
  [
    'watch',
    keysOf({
      pyremto: oneOf(ADMISSIONS),
      batchy: oneOf(ADMISSIONS),
      create: oneOf(ADMISSIONS),
      startchannel: NEVER,
      probesatonce: NUMBER,
      escalateto: NEVER,
      escalateafter: SPAN,
    }),
  ],
  ['expected', keysOf({ files: NEVER })],
  [
    'zmq',
    keysOf({
      bind: ZMQ,
      bindsub: ZMQ,
      connect: NEVER,
      publish: ZMQ,
      create: oneOf([...ADMISSIONS, 'on']),
      word: NEVER,
      curve: oneOf(CURVES),
    }),
  ],
  ['redis', keysOf({ url: URL_FORM, prefix: NEVER, join: SWITCH, copies: NUMBER, shards: NUMBER })],
  ['checklist', keysOf({ file: NEVER, etl: NEVER, redis: either(oneOf(['off']), URL_FORM) })],
  ['checker', keysOf({ port: NUMBER })],
  ['group', keysOf({ rank: NUMBER, takeover: SPAN })],
  ['network', keysOf({ proxy: either(oneOf(['off']), URL_FORM), noproxy: NEVER, cafile: NEVER })],
  [
    'login',
    keysOf({ username: oneOf(['admin']), passwordhash: NEVER, totpkey: NEVER, recoverycodes: NEVER }),
  ],
  ['default', keysOf({ ...ON_WEB, ...ON_MONITORING })],
])

/** The part of a section's name before its dot -> the keys of all such sections. */
export const NAMED_SECTIONS: ReadonlyMap<string, Keys> = new Map([
  [
    'check',
    keysOfKinds(PROBE_KINDS, [...PLAN_ROWS.flatMap(([option]) => iniKeysOf(option)), 'id'], ON_CHECKS),
  ],
  ['channel', keysOfKinds(CHANNEL_KINDS, [], ON_CHANNELS)],
  ['mail', keysOfKinds({ account: { fields: ACCOUNT_FIELDS } }, [], {})],
  ['status', keysOfKinds({ page: { fields: STATUS_FIELDS } }, [], {})],
  ['window', keysOfKinds({ window: { fields: WINDOW_FIELDS } }, [], { duration: SPAN, period: SPAN })],
  [
    'peer',
    keysOfKinds(
      { peer: PROBE_KINDS.peer },
      PLAN_ROWS.flatMap(([option]) => iniKeysOf(option)),
      {
        ...ON_CHECKS,
        kind: oneOf(PEER_SECTION_KINDS),
        url: URL_FORM,
        contact: oneOf([NO_CHANNEL]),
        looks: oneOf(['off']),
        lookhosts: NEVER,
        group: SWITCH,
      },
    ),
  ],
])
