/** Actions on several checks at once: read from a form, applied to one check, and in words. */
import type { Request } from 'express'
import { mark, t, tn } from '../../domain/language/text'
import { HomeTrouble } from '../../domain/peers/edit'
import { isOfFile } from '../../domain/watch/check'
import { isSilenced } from '../../domain/watch/check-list'
import { PLAN_FIELDS } from '../../domain/watch/plan-fields'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import { parseSilence } from '../../domain/watch/silence'
import { Refusal } from '../pages/errors'
import { field } from '../pages/form'

export const ACTS = [
  'silence',
  'unsilence',
  'pause',
  'resume',
  'tag',
  'untag',
  'channel',
  'unchannel',
  'delete',
] as const
export type Act = (typeof ACTS)[number]

export interface Action {
  readonly act: Act
  /** The span of a silence, a tag, or the name of a channel; else empty. */
  readonly value: string
}

/** `same`: it was so already; `kept`: it cannot be changed here, or has no room for more; `away`: its home in the group did not change it. */
export type Outcome = 'changed' | 'same' | 'kept' | 'away' | 'gone'

export type Counts = Readonly<Record<Outcome, number>>

/** The action that takes it back, for those checks that it changed. */
export const UNDO: Readonly<Partial<Record<Act, { readonly act: Act; readonly words: string }>>> = {
  silence: { act: 'unsilence', words: mark('Undo') },
  pause: { act: 'resume', words: mark('Resume them') },
  resume: { act: 'pause', words: mark('Pause them again') },
  tag: { act: 'untag', words: mark('Undo') },
  untag: { act: 'tag', words: mark('Undo') },
  channel: { act: 'unchannel', words: mark('Undo') },
  unchannel: { act: 'channel', words: mark('Undo') },
}

/** @throws Refusal when the form names no action, or lacks what it needs */
export function actionIn(request: Request, channels: readonly string[]): Action {
  const act = ACTS.find(one => one === field(request, 'act'))
  if (act === undefined) throw new Refusal(422, 'Choose what to do with the checks, and press its button.')
  const value = field(request, VALUES[act] ?? '').trim()
  if (act === 'silence' && parseSilence(value, 0)?.until === undefined)
    throw new Refusal(422, 'Give how long to be silent as a span such as 90m, 12h or 3d.')
  if ((act === 'tag' || act === 'untag') && !isTag(value))
    throw new Refusal(422, 'Type the tag: a word without blanks, at most 50 characters.')
  // A channel that is gone can still be taken off.
  if (value === '' && (act === 'channel' || act === 'unchannel')) throw new Refusal(422, NO_CHANNEL)
  if (act === 'channel' && !channels.includes(value)) throw new Refusal(422, NO_CHANNEL)
  return { act, value }
}

const NO_CHANNEL = 'Choose a channel that there is.'

/** The fields of the form that have the values. */
export const VALUES: Readonly<Partial<Record<Act, string>>> = {
  silence: 'span',
  tag: 'word',
  untag: 'word',
  channel: 'by',
  unchannel: 'by',
}

const { rules: tagRules } = PLAN_FIELDS.tags.type
const { rules: channelRules } = PLAN_FIELDS.channels.type
const isTag = (word: string) => tagRules.every(rule => rule.holds([word]))

type Rules = readonly { holds(list: readonly string[]): boolean }[]

type Edits = Pick<CheckStore, 'silence' | 'pause' | 'resume' | 'update' | 'remove'>

/** Applies it to one check. Whoever does it twice changes nothing the second time. */
export async function apply(checks: Edits, action: Action, watched: Watched, now: number): Promise<Outcome> {
  try {
    return await applyTo(checks, action, watched, now)
  } catch (error) {
    if (error instanceof HomeTrouble) return 'away'
    throw error
  }
}

async function applyTo(
  checks: Edits,
  { act, value }: Action,
  watched: Watched,
  now: number,
): Promise<Outcome> {
  const { check, state } = watched
  const { id, tags, channels } = check
  const isPaused = state.status === 'paused'
  const outcome = (kind: string): Outcome =>
    kind === 'changed' || kind === 'removed' ? 'changed' : kind === 'read-only' ? 'kept' : 'gone'
  const onList = async (key: 'tags' | 'channels', list: readonly string[], rules: Rules, isIn: boolean) => {
    if (list.includes(value) === isIn) return 'same'
    const next = isIn ? [...list, value] : list.filter(one => one !== value)
    if (isOfFile(check) || !rules.every(rule => rule.holds(next))) return 'kept'
    return outcome((await checks.update(id, { [key]: next }, now)).kind)
  }
  switch (act) {
    case 'silence':
      return outcome((await checks.silence(id, parseSilence(value, now)?.until)).kind)
    case 'unsilence':
      return isSilenced(state, now) ? outcome((await checks.silence(id, undefined)).kind) : 'same'
    case 'pause':
      return isPaused ? 'same' : outcome((await checks.pause(id, now)).kind)
    case 'resume':
      return isPaused ? outcome((await checks.resume(id, now)).kind) : 'same'
    case 'tag':
    case 'untag':
      return await onList('tags', tags, tagRules, act === 'tag')
    case 'channel':
    case 'unchannel':
      return await onList('channels', channels, channelRules, act === 'channel')
    case 'delete':
      return outcome(await checks.remove(id))
  }
}

/** Whether the action that takes it back makes of the check what it was before. */
export function isReversible({ act }: Action, { state }: Watched, now: number): boolean {
  return act !== 'silence' || !isSilenced(state, now)
}

/** `Pause these 3 checks`, `Give the tag #nas to this check`: an order without its question mark. */
export function orderWords({ act, value }: Action, checks: string): string {
  switch (act) {
    case 'silence':
      return value === 'recovery'
        ? t('Silence, each until it is up again, {checks}', { checks })
        : t('Silence for {value} {checks}', { value, checks })
    case 'unsilence':
      return t('End the silence of {checks}', { checks })
    case 'pause':
      return t('Pause {checks}', { checks })
    case 'resume':
      return t('Resume {checks}', { checks })
    case 'tag':
      return t('Give the tag #{value} to {checks}', { value, checks })
    case 'untag':
      return t('Take the tag #{value} from {checks}', { value, checks })
    case 'channel':
      return t('Alert by {value} for {checks}', { value, checks })
    case 'unchannel':
      return t('Alert no more by {value} for {checks}', { value, checks })
    case 'delete':
      return t('Delete {checks}', { checks })
  }
}

/** `3 checks are paused.` */
export function doneWords({ act, value }: Action, n: number): string {
  if (n === 0) return noneDoneWords(act, value)
  switch (act) {
    case 'silence':
      return tn(
        n,
        '{n} check is silenced, and goes on being watched.',
        '{n} checks are silenced, and go on being watched.',
      )
    case 'unsilence':
      return tn(n, 'The silence of {n} check is over.', 'The silence of {n} checks is over.')
    case 'pause':
      return tn(n, '{n} check is paused.', '{n} checks are paused.')
    case 'resume':
      return tn(
        n,
        '{n} check is resumed, and new until the next signal.',
        '{n} checks are resumed, and new until the next signal.',
      )
    case 'tag':
      return tn(n, '{n} check got the tag #{value}.', '{n} checks got the tag #{value}.', { value })
    case 'untag':
      return tn(n, '{n} check lost the tag #{value}.', '{n} checks lost the tag #{value}.', { value })
    case 'channel':
      return tn(n, '{n} check alerts by {value} from now on.', '{n} checks alert by {value} from now on.', {
        value,
      })
    case 'unchannel':
      return tn(n, '{n} check alerts by {value} no more.', '{n} checks alert by {value} no more.', { value })
    case 'delete':
      return tn(n, '{n} check is deleted.', '{n} checks are deleted.')
  }
}

function noneDoneWords(act: Act, value: string): string {
  switch (act) {
    case 'silence':
      return t('No check is silenced, and goes on being watched.')
    case 'unsilence':
      return t('The silence of no check is over.')
    case 'pause':
      return t('No check is paused.')
    case 'resume':
      return t('No check is resumed, and new until the next signal.')
    case 'tag':
      return t('No check got the tag #{value}.', { value })
    case 'untag':
      return t('No check lost the tag #{value}.', { value })
    case 'channel':
      return t('No check alerts by {value} from now on.', { value })
    case 'unchannel':
      return t('No check alerts by {value} no more.', { value })
    case 'delete':
      return t('No check is deleted.')
  }
}

/** The others in words; empty where there are none. */
export function othersWords({ same, kept, away }: Pick<Counts, 'same' | 'kept' | 'away'>): string {
  const parts = [
    ...(same > 0 ? [tn(same, '{n} was so already', '{n} were so already')] : []),
    ...(kept > 0
      ? [
          tn(
            kept,
            '{n} stays as it is: changed in a file alone, or with no room for more',
            '{n} stay as they are: changed in a file alone, or with no room for more',
          ),
        ]
      : []),
    ...(away > 0
      ? [
          tn(
            away,
            '{n} stays as it is, since its home in the group does not answer or refuses the change: do it again when Peers shows that it answers',
            '{n} stay as they are, since their home in the group does not answer or refuses the change: do it again when Peers shows that it answers',
          ),
        ]
      : []),
  ]
  return parts.length === 0 ? '' : `${parts.join('; ')}.`
}
