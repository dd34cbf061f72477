/** Checks of Healthchecks, as its management API lists them (healthchecks.io/docs/api), versions 1 to 3. */

import { healthchecksPlan } from '../../domain/watch/healthchecks-plan'
import {
  channelHere,
  createMover,
  isRecord,
  type Meeting,
  type Moved,
  type Mover,
  recordsIn,
  textOf,
  usualChannels,
} from './moved'

/** A channel as the API lists it: without what it is made of. */
interface Integration {
  readonly id: string
  readonly name: string
  readonly kind: string
}

/** The names of the API for the keywords of mails before there were those of bodies. */
const FORMER = { subject: 'success_kw', subject_fail: 'failure_kw' } as const

/**
 * @param list `{"checks": [...]}`, or the list alone
 * @param integrations `{"channels": [...]}`, where it could be read
 * @throws an error whose message completes a sentence that begins with the file, where it is no list of checks
 */
export function healthchecksMoved(list: unknown, integrations: unknown, meeting: Meeting): Moved {
  const mover = createMover('healthchecks', meeting)
  const known = integrationsOf(integrations)
  const entries = recordsIn(isRecord(list) ? list.checks : list, 'checks')
  for (const entry of entries) take(entry, known, mover, meeting)
  if (entries.some(entry => textOf(entry.uuid) === ''))
    mover.leave(
      'the addresses of check-ins',
      'the list was read with a read-only key and has none; with a full key they keep their UUIDs',
    )
  for (const { name, kind } of known)
    if (channelHere(name || kind, meeting) === undefined)
      mover.leave(
        `channel "${name || kind}"`,
        `Healthchecks does not give away the settings of channels (${kind}); make one of that name here first, and its checks alert by it`,
      )
  return mover.moved()
}

function take(
  entry: Readonly<Record<string, unknown>>,
  known: readonly Integration[],
  mover: Mover,
  meeting: Meeting,
): void {
  const name = textOf(entry.name) || 'unnamed'
  const { channels, ...fields } = withoutFormer(entry)
  const mails = mailFields(fields)
  if (fields.filter_http_body === true)
    mover.leave(`keywords in bodies of "${name}"`, 'they are looked for in mails only')
  const given = {
    ...Object.fromEntries(Object.entries(fields).filter(([key]) => PLAN_FIELDS.includes(key))),
    ...mails,
    name,
  }
  const { changes, faults } = healthchecksPlan(given, 3, [])
  const [fault] = faults
  if (fault !== undefined) {
    mover.leave(`check "${name}"`, `${fault.key} ${fault.reason}`)
    return
  }
  const uuid = textOf(entry.uuid) || uuidIn(textOf(entry.ping_url)) || uuidIn(textOf(entry.update_url))
  const identity = uuid === '' ? { mark: textOf(entry.unique_key) || name } : { id: uuid }
  const defined = Object.entries(changes).filter(([, value]) => value !== undefined)
  mover.check(
    { ...Object.fromEntries(defined), name, channels: channelsOf(textOf(channels), known, meeting) },
    identity,
    entry.status === 'paused',
  )
}

/** Fields of the API that are part of a plan; `channels` are ids of that server. */
const PLAN_FIELDS = ['slug', 'tags', 'desc', 'timeout', 'grace', 'schedule', 'tz', 'manual_resume', 'methods']

function withoutFormer(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { subject, subject_fail, ...fields } = entry
  if (fields.success_kw !== undefined) return fields
  const words = Object.entries({ subject, subject_fail }).flatMap(([key, value]) =>
    textOf(value) === '' ? [] : [[FORMER[key as keyof typeof FORMER], textOf(value)] as const],
  )
  return words.length === 0
    ? fields
    : { ...fields, ...Object.fromEntries(words), filter_subject: true, filter_body: false }
}

/** Keywords that Healthchecks stores without looking for them in mails are none. */
function mailFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { start_kw, success_kw, failure_kw, filter_subject, filter_body, filter_default_fail } = fields
  const words = Object.entries({ start_kw, success_kw, failure_kw }).filter(
    ([, value]) => textOf(value) !== '',
  )
  if (words.length === 0 || !(filter_subject === true || filter_body === true)) return {}
  return {
    ...Object.fromEntries(words),
    filter_subject: filter_subject === true,
    filter_body: filter_body === true,
    filter_default_fail: filter_default_fail === true,
  }
}

/** Channels of the same names; the default ones where none of them is here. No channels there are none here. */
function channelsOf(list: string, known: readonly Integration[], meeting: Meeting): readonly string[] {
  const ids = list.split(',').filter(Boolean)
  if (ids.length === 0) return []
  const here = ids.flatMap(id => {
    const integration = known.find(each => each.id === id)
    const name = integration && channelHere(integration.name || integration.kind, meeting)
    return name === undefined ? [] : [name]
  })
  return here.length > 0 ? [...new Set(here)] : usualChannels(meeting)
}

function integrationsOf(given: unknown): readonly Integration[] {
  const list = isRecord(given) && Array.isArray(given.channels) ? given.channels : []
  return list
    .filter(isRecord)
    .map(({ id, name, kind }) => ({ id: textOf(id), name: textOf(name), kind: textOf(kind) }))
}

function uuidIn(url: string): string {
  return /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i.exec(url)?.[0] ?? ''
}
