/** Checks and channels from another program's file: as they can be here, with a sentence for what cannot. */

import { createHash } from 'node:crypto'
import { channelFaults, defaultChannels, type NamedChannel } from '../../domain/alerts/channel'
import { channelFields, isChannelKind, tidied } from '../../domain/alerts/channel-kinds'
import type { SavedChannel } from '../../domain/appliance/backup'
import type { LibraryRules } from '../../domain/field'
import { hyphenated, isUuid } from '../../domain/uuid'
import { planFaults, planOf, slugOf } from '../../domain/watch/check-plan'
import type { CheckPlan } from '../../domain/watch/plan-fields'

export interface MovedCheck {
  readonly id: string
  readonly plan: CheckPlan
  /** It was paused there. */
  readonly isPaused: boolean
}

export interface Moved {
  readonly checks: readonly MovedCheck[]
  readonly channels: readonly SavedChannel[]
  /** A sentence for each part that is not taken over, and why. None holds a secret. */
  readonly left: readonly string[]
}

/** The parts of this appliance that what is moved meets. */
export interface Meeting {
  /** The channels that are here. */
  readonly channels: readonly NamedChannel[]
  readonly rules: LibraryRules
  /** The moment of the import, epoch milliseconds. */
  readonly now: number
}

/** A plan as far as another program has it; everything else is as with a new check. */
export type GivenPlan = Partial<CheckPlan> & { readonly name: string }

/** The part of another program's check that makes it the same one in the next import, too. */
export type Identity = { readonly id: string } | { readonly mark: string }

/** Collects what is taken over from a program, and judges it. */
export type Mover = ReturnType<typeof createMover>

/**
 * @param program its name, which with a mark makes the ids of checks that had none of their own
 * @param taken ids of checks that are no part of what is moved
 */
export function createMover(program: string, { rules, now }: Meeting, taken: readonly string[] = []) {
  const checks: MovedCheck[] = []
  const channels: SavedChannel[] = []
  const left: string[] = []
  const ids = new Set(taken)
  const slugs = new Set<string>()

  function freeId(identity: Identity): string {
    if ('id' in identity && isUuid(identity.id)) return identity.id.toLowerCase()
    const mark = 'id' in identity ? identity.id : identity.mark
    for (let n = 1; ; n++) {
      const id = derivedId(`${program}\n${mark}${n === 1 ? '' : `\n${n}`}`)
      if (!ids.has(id)) return id
    }
  }

  /** Two checks of one name would have one slug, which then finds neither. */
  function freeSlug(name: string): string {
    const base = slugOf(name)
    let slug = base
    for (let n = 2; slugs.has(slug); n++) slug = `${base.slice(0, 90)}-${n}`
    return slug
  }

  const leave = (what: string, why: string) => void left.push(`${what}: ${why}`)

  return {
    leave,

    /** Returns whether it can be here. */
    check(given: GivenPlan, identity: Identity, isPaused: boolean): boolean {
      const name = given.name.trim().slice(0, 100) || 'unnamed'
      const plan = planOf({ ...given, name, slug: given.slug ?? freeSlug(name) })
      const faults = planFaults(plan, { origin: 'page', since: now })
      const [fault] = faults
      if (fault !== undefined) {
        const { key, setting, reason } = fault
        leave(`check "${name}"`, `${setting ?? key} ${reason}`)
        return false
      }
      const id = freeId(identity)
      if (ids.has(id)) {
        leave(`check "${name}"`, 'it is there twice')
        return false
      }
      ids.add(id)
      slugs.add(plan.slug)
      checks.push({ id, plan, isPaused })
      return true
    },

    /** Returns the name under which it can be here. */
    channel(
      title: string,
      kind: string,
      settings: Readonly<Record<string, string | undefined>>,
      isDefault?: boolean,
    ): string | undefined {
      const what = `channel "${title}"`
      if (!isChannelKind(kind)) {
        leave(what, `there are no channels of the kind ${kind} here`)
        return undefined
      }
      const given = Object.entries(settings).flatMap(([key, value]) =>
        value === undefined || value === '' ? [] : [[key, value] as const],
      )
      const name = channelName(
        title || kind,
        channels.map(channel => channel.name),
      )
      const channel = { name, kind, settings: tidied(kind, Object.fromEntries(given)) }
      const [fault] = channelFaults({ ...channel, origin: 'page' }, rules)
      if (fault !== undefined) {
        const label = channelFields(kind).find(({ key }) => key === fault.key)?.label ?? fault.key
        leave(what, `${label} ${fault.reason}`)
        return undefined
      }
      channels.push({ ...channel, ...(isDefault !== undefined && { isDefault }) })
      return name
    },

    moved: (): Moved => ({ checks, channels, left }),
  }
}

/** A UUID that follows from the text (RFC 9562, version 8). */
export function derivedId(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex')
  return hyphenated(`${digits.slice(0, 12)}8${digits.slice(13, 16)}8${digits.slice(17, 32)}`)
}

function channelName(title: string, taken: readonly string[]): string {
  const base = slugOf(title).slice(0, 46)
  let name = base === 'none' ? 'none-' : base
  for (let n = 2; taken.includes(name); n++) name = `${base}-${n}`
  return name
}

/**
 * The channels for a check none of whose own is taken over: the default ones of this appliance, as they were before the
 * import, or else those of the import.
 */
export function usualChannels({ channels }: Meeting, moved: readonly SavedChannel[] = []): readonly string[] {
  const added = new Set(moved.map(({ name }) => name))
  const here = defaultChannels(channels.filter(({ name }) => !added.has(name)))
  return here.length > 0 ? here : defaultChannels(moved.map(channel => ({ ...channel, origin: 'page' })))
}

/** The name of a channel that is here and goes by that title. */
export function channelHere(title: string, { channels }: Meeting): string | undefined {
  return channels.find(({ name }) => name === title || name === slugOf(title).slice(0, 46))?.name
}

/** Tags are words without blanks and commas. */
export function tagOf(text: string): string {
  return text
    .trim()
    .replace(/[\s,\p{Cc}]+/gu, '-')
    .slice(0, 50)
}

/** Headers as people write them here; a fault of it is judged with the probe. */
export function headersOf(headers: Readonly<Record<string, unknown>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' | ')
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The entries of a list that may be absent.
 *
 * @throws an error whose message completes a sentence that begins with the file, where it is no list of records
 */
export function recordsIn(list: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  if (list === undefined || list === null) return []
  if (Array.isArray(list) && list.every(isRecord)) return list
  throw new Error(`cannot be read: ${name} is no list of entries`)
}

/** Text of a text or a number; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}
