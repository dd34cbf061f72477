/** Makes a change of a check of this watch for another member of the group, by the same rules as for its own page. */

import { isDeepStrictEqual } from 'node:util'
import type { Channels } from '../../domain/alerts/ports'
import { normalisedCheck } from '../../domain/appliance/read-backup'
import { isNamedBy } from '../../domain/heartbeat/gates'
import type { Log } from '../../domain/log'
import { type Edit, type EditAnswer, type EditQuestion, planOnly } from '../../domain/peers/edit'
import type { GroupCopies, GroupSettings } from '../../domain/peers/group-ports'
import type { Clock } from '../../domain/time/clock'
import { type Check, isProvided, isShared } from '../../domain/watch/check'
import { channelFaults, planFaults, withChanges } from '../../domain/watch/check-plan'
import { NO_CHANNEL } from '../../domain/watch/plan-fields'
import type { Watched } from '../../domain/watch/ports'
import type { CheckEdits } from './edit-at-home'

export interface AnswerEditPorts {
  readonly settings: () => Promise<GroupSettings | undefined>
  readonly checks: CheckEdits & { get(id: string): Promise<Watched | undefined> }
  readonly channels: Pick<Channels, 'list'>
  /** Names of the gates of the heartbeat that checks outside the INI may be. */
  readonly gates: () => Promise<readonly string[]>
  readonly copies: Pick<GroupCopies, 'entries'>
  readonly now: Clock
  readonly log: Pick<Log, 'info'>
}

export type AnswerEdit = (name: string, question: EditQuestion) => Promise<EditAnswer | undefined>

/** The returned function returns undefined for a peer that is no member. */
export function createAnswerEdit(ports: AnswerEditPorts): AnswerEdit {
  const { settings, checks, channels, gates, copies, now, log } = ports

  /** The reason why the check is not to be changed so; a sentence without its full stop. */
  async function objection({ check }: Watched, edit: Edit): Promise<string | undefined> {
    if (edit.act !== 'update' && edit.act !== 'remove') return undefined
    if (check.origin === 'file') return 'it comes from a file that the INI there names; change it there'
    if (isProvided(check)) return 'it comes from the INI there; change it there'
    const gate = (await gates()).find(name => isNamedBy(name, check))
    if (edit.act === 'remove')
      return (
        gate && `it is a gate of the heartbeat there: take ${gate} out of heartbeatgates in the INI first`
      )
    const next = withChanges(check, edit.changes)
    if (edit.isForeign || !isSound(next))
      return 'it does not understand the change; both watches may need the same version'
    if (gate !== undefined && next.slug !== check.slug)
      return `its slug is that of a gate of the heartbeat there: take ${gate} out of heartbeatgates in the INI first`
    const existing = (await channels.list()).map(({ name }) => name)
    const kept = [...check.channels, ...(check.escalateTo ?? [])]
    const isNewSchedule = !isDeepStrictEqual(next.schedule, check.schedule)
    const [fault] = [
      ...planFaults(next, isNewSchedule ? { since: now() } : {}),
      ...channelFaults(next.channels, existing, kept),
      ...channelFaults(next.escalateTo ?? [], existing, [...kept, NO_CHANNEL], 'escalateTo'),
    ]
    return fault && `${fault.key}: ${fault.reason}`
  }

  /** The end of it, in one word. */
  async function make(
    { check }: Watched,
    edit: Edit,
  ): Promise<'changed' | 'removed' | 'taken' | 'unknown' | 'read-only'> {
    const { id } = check
    if (edit.act === 'remove') return await checks.remove(id)
    if (edit.act === 'pause') return (await checks.pause(id, now())).kind
    if (edit.act === 'resume') return (await checks.resume(id, now())).kind
    if (edit.act === 'silence') return (await checks.silence(id, edit.until)).kind
    if (edit.act === 'acknowledge') return (await checks.acknowledge(id, edit.by, now())).kind
    const { expected, changes } = edit
    const isOther = (latest: Check) =>
      expected !== undefined && !isDeepStrictEqual(planOnly(latest), planOnly(expected))
    return (await checks.updateUnless(isOther, id, changes, now())).kind
  }

  return async (name, { id, edit }) => {
    const group = await settings()
    if (group === undefined || !group.members.some(member => member.name === name)) return undefined
    const watched = await checks.get(id)
    const isHere = watched !== undefined && watched.check.origin !== 'peer' && isShared(watched.check)
    const entry = async () => (await copies.entries([id], now()))[0]
    if (!isHere) {
      const shown = watched === undefined ? await entry() : undefined
      if (shown !== undefined && 'isDamaged' in shown)
        return { kind: 'refused', reason: 'its record of the check is damaged' }
      // It was deleted here before: that is what is wanted.
      return edit.act === 'remove' && shown
        ? { kind: 'done', entry: shown }
        : { kind: 'refused', reason: 'it has no such check any more' }
    }
    const reason = await objection(watched, edit)
    if (reason !== undefined) return { kind: 'refused', reason }
    const end = await make(watched, edit)
    const after = await entry()
    if (end === 'unknown' || end === 'read-only' || after === undefined)
      return { kind: 'refused', reason: 'it has no such check any more' }
    if (end !== 'taken') log.info(`${WORDS[edit.act]} "${watched.check.name}", as ${name} of the group asked`)
    return { kind: end === 'taken' ? 'taken' : 'done', entry: after }
  }
}

const WORDS: Readonly<Record<Edit['act'], string>> = {
  update: 'changed the check',
  remove: 'deleted the check',
  pause: 'paused the check',
  resume: 'resumed the check',
  silence: 'changed the silence of the check',
  acknowledge: 'changed the acknowledgement of the check',
}

/** Whether it is one that can be stored: the member may have another version. */
function isSound(check: Check): boolean {
  try {
    return normalisedCheck(check) !== undefined
  } catch {
    return false
  }
}
