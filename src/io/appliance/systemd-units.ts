import { outputOf } from '../program-output'

/** Whether systemd starts or restarts one of these units at present; false without systemd. */
export async function isBeingStarted(units: readonly string[]): Promise<boolean> {
  const states = (await outputOf('systemctl', ['show', '-p', 'ActiveState', ...units])) ?? ''
  // A restart begins with a stop; the pause before it counts as activating.
  return /^ActiveState=(activating|deactivating|reloading)$/m.test(states)
}
