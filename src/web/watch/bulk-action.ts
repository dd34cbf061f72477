/** Actions on several checks at once: read from a form, applied to one check, and in words. */
import type { Request } from 'express'
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
  silence: { act: 'unsilence', words: 'Undo' },
  pause: { act: 'resume', words: 'Resume them' },
  resume: { act: 'pause', words: 'Pause them again' },
  tag: { act: 'untag', words: 'Undo' },
  untag: { act: 'tag', words: 'Undo' },
  channel: { act: 'unchannel', words: 'Undo' },
  unchannel: { act: 'channel', words: 'Undo' },
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
const isTag = (word: string) => word !== '' && tagRules.every(rule => rule.holds([word]))

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

/** `Pause`, `Give the tag #nas to`: begins a sentence that goes on with the checks. */
export function orderWords({ act, value }: Action): string {
  const words: Readonly<Record<Act, string>> = {
    silence: value === 'recovery' ? 'Silence, each until it is up again,' : `Silence for ${value}`,
    unsilence: 'End the silence of',
    pause: 'Pause',
    resume: 'Resume',
    tag: `Give the tag #${value} to`,
    untag: `Take the tag #${value} from`,
    channel: `Alert by ${value} for`,
    unchannel: `Alert no more by ${value} for`,
    delete: 'Delete',
  }
  return words[act]
}

/** `3 checks are paused.` */
export function doneWords({ act, value }: Action, changed: number): string {
  const many = changed === 1 ? '1 check' : changed === 0 ? 'No check' : `${changed} checks`
  const is = changed > 1 ? 'are' : 'is'
  const words: Readonly<Record<Act, string>> = {
    silence: `${many} ${is} silenced, and goes on being watched.`.replace(
      'goes',
      changed > 1 ? 'go' : 'goes',
    ),
    unsilence: `The silence of ${many.replace('No', 'no')} is over.`,
    pause: `${many} ${is} paused.`,
    resume: `${many} ${is} resumed, and new until the next signal.`,
    tag: `${many} got the tag #${value}.`,
    untag: `${many} lost the tag #${value}.`,
    channel: `${many} ${changed > 1 ? 'alert' : 'alerts'} by ${value} from now on.`,
    unchannel: `${many} ${changed > 1 ? 'alert' : 'alerts'} by ${value} no more.`,
    delete: `${many} ${is} deleted.`,
  }
  return words[act]
}

/** The others in words; empty where there are none. */
export function othersWords({ same, kept, away }: Pick<Counts, 'same' | 'kept' | 'away'>): string {
  const parts = [
    ...(same > 0 ? [`${same} ${same === 1 ? 'was' : 'were'} so already`] : []),
    ...(kept > 0
      ? [
          `${kept} ${kept === 1 ? 'stays' : 'stay'} as ${kept === 1 ? 'it is' : 'they are'}: changed in a file alone, or with no room for more`,
        ]
      : []),
    ...(away > 0
      ? [
          `${away} ${away === 1 ? 'stays as it is, since its home' : 'stay as they are, since their home'} in the group does not answer or refuses the change: do it again when Peers shows that it answers`,
        ]
      : []),
  ]
  const text = parts.join('; ')
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
