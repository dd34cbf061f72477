/** The gates of the heartbeat, read from the checks of the watch. */
import { type ActiveWindow, activeWindows, maintenanceOf, opensGates } from '../../domain/alerts/maintenance'
import type { ListWindows } from '../../domain/alerts/ports'
import type { Gate, ReadGates } from '../../domain/heartbeat/gates'
import type { Clock } from '../../domain/time/clock'
import { isUuid } from '../../domain/uuid'
import { lapse } from '../../domain/watch/check-state'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { providedId } from './provisioning'

type Checks = Pick<CheckStore, 'get' | 'findBySlug' | 'partsOf' | 'pingKey'>

/**
 * Reads the gates of these names: of the INI's sections, with all targets and parts of a probe, else of a check's slug or id. Time
 * that has passed counts also where no sweep has run. A window of maintenance opens a gate only where it says so.
 *
 * @throws StoreUnavailable
 */
export function createGateReader(
  checks: Checks,
  now: Clock,
  windows: ListWindows = async () => [],
): ReadGates {
  async function behind(name: string, provided: readonly ProvidedCheck[]): Promise<readonly Watched[]> {
    const own = provided.filter(({ key }) => key === name || key.startsWith(`${name}/`))
    if (own.length > 0) {
      const secret = await checks.pingKey()
      const found = await Promise.all(own.map(each => withParts(providedId(each, secret), each)))
      return found.flat()
    }
    // Parts of a check are not in the INI, and have their ids from its section all the same.
    if (provided.some(({ key, plan }) => plan.probe?.section !== undefined && name.startsWith(`${key}/`))) {
      const part = await checks.get(providedId({ key: name }, await checks.pingKey()))
      if (part !== undefined) return [part]
    }
    const byId = isUuid(name) ? await checks.get(name) : undefined
    const found = byId === undefined ? await checks.findBySlug(name) : [byId]
    // Strangers open no gate.
    return found.filter(({ check }) => check.waits === undefined)
  }

  async function withParts(id: string, { plan }: ProvidedCheck): Promise<readonly Watched[]> {
    const whole = await checks.get(id)
    if (whole === undefined) return []
    return plan.probe?.section === undefined ? [whole] : [whole, ...(await checks.partsOf(id))]
  }

  return async (names, provided) => {
    const opening = activeWindows((await windows()).filter(opensGates), now())
    const gates = await Promise.all(
      names.map(async name => {
        const found = await behind(name, provided)
        return found.length === 0
          ? [{ name, status: 'missing' } as const]
          : found.map(each => gateOf(name, each, opening))
      }),
    )
    return gates.flat()
  }

  function gateOf(name: string, { check, state: before }: Watched, opening: readonly ActiveWindow[]): Gate {
    const { status, since, unseen } = lapse(before, check, now()).state
    const openedBy = maintenanceOf(check, opening)?.window.name
    return {
      name: check.name.startsWith(`${name}/`) ? check.name : name,
      status,
      since,
      ...(openedBy !== undefined && { openedBy }),
      ...(status === 'blind' && unseen !== undefined && { why: unseen.why }),
    }
  }
}
