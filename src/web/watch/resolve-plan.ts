import { passwordProblem } from '../../domain/access/password'
import { defaultChannels } from '../../domain/alerts/channel'
import type { Fault } from '../../domain/fault'
import type { AskedPlan } from '../../domain/watch/asked-plan'
import type { Check } from '../../domain/watch/check'
import type { PlanFault } from '../../domain/watch/check-plan'
import {
  channelFaults,
  type PlanChanges,
  planFaults,
  planOf,
  withChanges,
} from '../../domain/watch/check-plan'
import { type CheckPlan, NO_CHANNEL } from '../../domain/watch/plan-fields'
import { isSameSchedule } from '../../domain/watch/schedule'
import type { AppPorts } from '../ports'
import { ownGates } from './refuse-gate'

/** A plan that can be stored, its password hashed, and the changes that lead to it; or all its faults. */
export type ResolvedPlan =
  | { readonly plan: CheckPlan; readonly changes: PlanChanges }
  | { readonly faults: readonly PlanFault[] }

/** Resolves a request of the page or the API: the plan `before` it, or that of a new check, with its changes. */
export async function resolvePlan(
  { channels, passwords, settings, now }: Pick<AppPorts, 'channels' | 'passwords' | 'settings' | 'now'>,
  { changes, password, faults: misread }: AskedPlan,
  before?: CheckPlan & Pick<Check, 'waits'>,
): Promise<ResolvedPlan> {
  if (misread.some(({ key }) => key === '')) return { faults: misread }
  const kept = [...(before?.channels ?? []), ...(before?.escalateTo ?? [])]
  const named = [...(changes.channels ?? []), ...(changes.escalateTo ?? [])]
  const isAllKept = before !== undefined && named.every(name => kept.includes(name))
  const all = isAllKept ? undefined : await channels.list()
  const existing = all?.map(({ name }) => name) ?? kept
  const start = before ?? planOf({ name: changes.name ?? '', channels: defaultChannels(all ?? []) })
  const plan = withChanges(start, changes)
  // A schedule whose last moment has passed since it was chosen keeps nobody from changing the other options.
  const isKept = before !== undefined && isSameSchedule(plan.schedule, before.schedule)
  const found: readonly PlanFault[] = [
    ...planFaults(plan, isKept ? {} : { since: now() }),
    ...passwordFaults(password),
    ...channelFaults(plan.channels, existing, kept),
    ...channelFaults(plan.escalateTo ?? [], existing, [...kept, NO_CHANNEL], 'escalateTo'),
    ...(before === undefined || before.waits || plan.slug === before.slug
      ? []
      : await gateFaults(settings, before)),
  ]
  // Where a value could not be read, an older one was judged in its place.
  const faults = [...misread, ...found.filter(fault => !misread.some(other => hides(other, fault)))]
  if (faults.length > 0) return { faults }
  if (password === undefined) return { plan, changes }
  const hashed = { passwordHash: password === null ? undefined : passwords.hashForTag(password) }
  return { plan: withChanges(plan, hashed), changes: { ...changes, ...hashed } }
}

/** Whether the one is about the same field, or about the whole of it. */
function hides({ key, setting }: PlanFault, fault: PlanFault): boolean {
  return key === fault.key && (setting === undefined || setting === fault.setting)
}

function passwordFaults(password: string | null | undefined): Fault[] {
  const weak = typeof password === 'string' ? passwordProblem(password) : undefined
  return weak === undefined ? [] : [{ key: 'password', reason: weak }]
}

/** By another slug, a gate of the heartbeat would be missing, and every heartbeat kept back. */
async function gateFaults(settings: AppPorts['settings'], { slug }: CheckPlan): Promise<Fault[]> {
  if (!(await ownGates(settings)).includes(slug)) return []
  const reason = `is that of a gate of the heartbeat: take ${slug} out of heartbeatgates in the INI before you change it`
  return [{ key: 'slug', reason }]
}
