import { passwordProblem } from '../../../domain/access/password'
import type { Fault } from '../../../domain/fault'
import type { CheckPlan, PlanChanges } from '../../../domain/watch/check'
import { askedPlan, withChanges } from '../../../domain/watch/check-json'
import { planFaults, planOf } from '../../../domain/watch/check-plan'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'

/**
 * What a body makes of a plan; without one before, of a new one.
 *
 * @throws Refusal with everything that is wrong with it at once
 */
export type PlanReader = (
  body: unknown,
  before?: CheckPlan,
) => Promise<{ readonly plan: CheckPlan; readonly changes: PlanChanges }>

/** The answer to a body with faults, whose contract calls a fault's key `field`. */
export function faulty(faults: readonly Fault[]): Refusal {
  const told = faults.map(({ key, reason }) => ({ field: key, reason }))
  return new Refusal(400, 'the request has faults', { json: { faults: told } })
}

export function planReader(ports: Pick<AppPorts, 'channels' | 'schedules' | 'passwords'>): PlanReader {
  return plannedBy

  async function plannedBy(
    body: unknown,
    before?: CheckPlan,
  ): Promise<{ plan: CheckPlan; changes: PlanChanges }> {
    const asked = askedPlan(body)
    if ('faults' in asked) throw faulty(asked.faults)
    const { changes, password } = asked
    const plan = withChanges(before ?? planOf({ name: changes.name ?? '' }), changes)
    const faults: Fault[] = [...planFaults(plan)]
    const odd = ports.schedules.problem(plan.schedule)
    if (odd !== undefined) faults.push({ key: 'schedule', reason: odd })
    const weak = typeof password === 'string' ? passwordProblem(password) : undefined
    if (weak !== undefined) faults.push({ key: 'password', reason: weak })
    faults.push(...(await channelFaults(changes.channels ?? [], before?.channels ?? [])))
    if (faults.length > 0) throw faulty(faults)
    if (password === undefined) return { plan, changes }
    const hashed = { passwordHash: password === null ? undefined : await ports.passwords.hash(password) }
    return { plan: withChanges(plan, hashed), changes: { ...changes, ...hashed } }
  }

  /** A typing error here would mean that nobody is told. What a check has is its own, also where the channel is gone. */
  async function channelFaults(names: readonly string[], own: readonly string[]): Promise<Fault[]> {
    if (names.every(name => own.includes(name))) return []
    const there = (await ports.channels.list()).map(({ name }) => name)
    const missing = names.filter(name => !there.includes(name) && !own.includes(name))
    const words = there.join(', ') || 'none'
    return missing.map(name => ({
      key: 'channels',
      reason: `there is no channel ${JSON.stringify(name)}; there are: ${words}`,
    }))
  }
}
