/** The tags of pyremto's convention: checks that clients make, find and ping. */
import { randomUUID } from 'node:crypto'
import { defaultChannels } from '../../../domain/alerts/channel'
import { NO_CHANNEL_YET } from '../../../domain/alerts/late-channels'
import { canonicalUuid } from '../../../domain/uuid'
import { isVisible } from '../../../domain/visible-text'
import { MOST_CHECKS, planFaults, planOf } from '../../../domain/watch/check-plan'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import type { Watched } from '../../../domain/watch/ports'
import { NEVER } from '../../../domain/watch/schedule'
import type { Admission } from '../../../domain/watch/waiting'
import { networkOf } from '../../net/addresses'
import type { AppPorts } from '../../ports'
import { idForTag, publicId } from '../public-ids'
import { createCreationLimit } from './creation-limit'
import type { PyremtoRequest } from './pyremto-request'
import type { MayUse } from './tag-passwords'

/** Outcomes that are no error for the client. */
const TAKEN: readonly string[] = ['accepted', 'paused', 'too-frequent']

export type PyremtoAnswer = Readonly<Record<string, string | number>>

export interface PyremtoTags {
  /** A tag is the check's id, or the name that a client chose. */
  find(tag: string): Promise<Watched | undefined>
  ping(call: PyremtoRequest): Promise<PyremtoAnswer>
  create(call: PyremtoRequest, admission: Exclude<Admission, 'off'>): Promise<PyremtoAnswer>
}

export function pyremtoTags(
  ports: Pick<AppPorts, 'checks' | 'channels' | 'passwords' | 'apiKeys'>,
  mayUse: MayUse,
): PyremtoTags {
  const { checks, apiKeys } = ports
  const admitCreation = createCreationLimit('tags')

  async function find(tag: string): Promise<Watched | undefined> {
    const id = canonicalUuid(tag)
    const own = id === undefined ? undefined : await checks.get(id)
    return own ?? (await checks.get(idForTag(tag, await apiKeys.installationSecret())))
  }

  async function ping(call: PyremtoRequest): Promise<PyremtoAnswer> {
    const watched = await find(call.tag)
    if (!watched) return { success: 0 }
    const { at, address, agent } = call
    const detail = { via: 'pyremto', method: 'POST', from: address, ...(agent !== undefined && { agent }) }
    const recorded = await checks.record(
      { id: watched.check.id },
      { kind: 'success', at, detail },
      async check => ((await mayUse(check, call)) ? undefined : 'wrong password'),
    )
    // Its client raises an error for any other answer, also to a ping that came too soon.
    return { success: TAKEN.includes(recorded.kind) ? 1 : 0 }
  }

  async function useTag(tag: string, { check }: Watched, call: PyremtoRequest): Promise<PyremtoAnswer> {
    return (await mayUse(check, call)) ? { success: 1, tag } : { success: 0 }
  }

  async function create(call: PyremtoRequest, admission: Exclude<Admission, 'off'>): Promise<PyremtoAnswer> {
    const { name, password, interval, at, address } = call
    const there = name === undefined ? undefined : await find(name)
    if (there) return await useTag(name ?? '', there, call)

    const secret = await apiKeys.installationSecret()
    const id = name === undefined ? randomUUID() : idForTag(name, secret)
    if (interval === undefined)
      return { success: 0, error: 'alive-interval-minutes has to be a whole number' }
    if (name !== undefined && !isVisible(name))
      return { success: 0, error: 'a tag has visible characters only' }
    const slug = `pyremto-${publicId(id, secret)}`
    const channels = defaultChannels(await ports.channels.list(), 'all')
    const plan = tagPlan(name ?? `pyremto ${id.slice(0, 8)}`, slug, interval, channels)
    const [fault] = planFaults(plan)
    if (fault) return { success: 0, error: `${fault.key} ${fault.reason}` }
    await admitCreation(address)
    if ((await checks.count()) >= MOST_CHECKS) return { success: 0, error: 'there are too many checks' }
    const passwordHash = password === undefined ? undefined : ports.passwords.hashForTag(password)
    try {
      const made = { ...plan, ...(passwordHash && { passwordHash }) }
      const making = { waits: admission === 'adopt', from: networkOf(address) }
      await checks.create(made, 'checkin', at, id, making)
    } catch (error) {
      // Another request with the same name was faster.
      const other = name === undefined ? undefined : await find(name)
      if (!other) throw error
      return await useTag(name ?? '', other, call)
    }
    // The minutes count from here, so that a script which never comes to its first ping is missed.
    if (interval !== 'none') {
      const detail = { via: 'pyremto' }
      await checks.record({ id }, { kind: 'success', at, detail, isFirst: true })
    }
    return { success: 1, tag: name ?? id }
  }

  return { find, ping, create }
}

function tagPlan(
  name: string,
  slug: string,
  interval: number | 'none',
  channels: readonly string[],
): CheckPlan {
  return planOf({
    name,
    // A new tag must not take another check's slug, and a slug is no secret.
    slug,
    tags: channels.length > 0 ? ['pyremto'] : ['pyremto', NO_CHANNEL_YET],
    channels,
    schedule: interval === 'none' ? NEVER : { kind: 'period', period: interval },
    // The convention has no grace: a tag is alive if it pinged within its minutes.
    grace: 0,
  })
}
