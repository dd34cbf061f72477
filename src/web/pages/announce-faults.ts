import { announcedTo, type MaintenanceWindow } from '../../domain/alerts/maintenance'
import type { Fault } from '../../domain/fault'
import type { AppPorts } from '../ports'

/** The channels that a window names and that do not exist: a message to nobody would announce nothing. */
export async function announceFaults(
  { channels }: Pick<AppPorts, 'channels'>,
  window: MaintenanceWindow,
): Promise<readonly Fault[]> {
  const wanted = announcedTo(window)
  if (wanted.length === 0) return []
  const existing = (await channels.list()).map(({ name }) => name)
  const list = existing.join(', ') || 'none'
  return wanted
    .filter(name => !existing.includes(name))
    .map(name => ({
      key: 'announce',
      reason: `there is no channel ${JSON.stringify(name)}; there are: ${list}`,
    }))
}
