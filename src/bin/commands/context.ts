import type { Log } from '../../domain/log'
import { usable } from '../../domain/settings/reading'
import { redisTarget } from '../../wire/connections'
import { openQueue, openRecords } from '../../wire/heartbeat'
import { defaults, openSettings } from '../../wire/settings'
import { openChecks } from '../../wire/watch'
import { places } from '../shared/environment'
import { isForbidden } from '../shared/privileges'

/** What a command says when it cannot be carried out: printed without a stack, exit code 1. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** A command tells its outcome itself; connection troubles need no log beside that. */
export const silent: Log = { info() {}, warn() {}, error() {} } as unknown as Log

/** The appliance that the environment names, as the commands see it. @throws CommandError where it takes sudo */
export async function openAppliance() {
  const where = places()
  if (isForbidden(where.home)) {
    const typed = process.argv.slice(2).join(' ')
    throw new CommandError(
      `${where.home} is only for the appliance and for root. Type: sudo intvlm8r ${typed}`,
    )
  }
  const settings = openSettings(where)
  const reading = await settings.read()
  const redis = usable(reading, 'redis') ?? defaults().redis
  const { port } = usable(reading, 'web') ?? defaults().web
  return {
    where,
    settings,
    reading,
    port,
    ...openRecords(where),
    openQueue: () => openQueue(redisTarget(redis, where.home), Date.now, silent),
    openChecks: () => openChecks(redisTarget(redis, where.home), silent),
  }
}
