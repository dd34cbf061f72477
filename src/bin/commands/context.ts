import type { Log } from '../../domain/log'
import { usable } from '../../domain/settings/reading'
import { presentIdentity } from '../../io/appliance/identity'
import { openChannels } from '../../wire/alerts'
import { openCopyTrouble } from '../../wire/appliance'
import { openRedisAuthorities, prefixAdvice, redisTarget } from '../../wire/connections'
import { openQueue, openRecords } from '../../wire/heartbeat'
import { defaults, openFileFaults, openSettings } from '../../wire/settings'
import { openChecks } from '../../wire/watch'
import { places } from '../shared/environment'
import { isForbidden } from '../shared/privileges'

/** The reason why a command cannot be carried out; printed without a stack, with exit code 1. */
export class CommandError extends Error {
  override name = 'CommandError'
}

/** Wrong usage, with exit code 2. */
export class UsageError extends CommandError {
  override name = 'UsageError'
}

/** The log of a command: none, since the command prints its outcome, troubles with connections included. */
export const silent: Log = { info() {}, warn() {}, error() {} }

/** The parts of the appliance that the commands work with. @throws CommandError where it takes sudo */
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
  const { identity, confirm } = await presentIdentity(where.home)
  const drawn = redisTarget(redis, where.home, identity, openRedisAuthorities(settings, where))
  const admit = async () => {
    await confirm?.()
    await drawn.admit?.()
  }
  const target = confirm === undefined ? drawn : { ...drawn, admit }
  const { port } = usable(reading, 'web') ?? defaults().web
  return {
    where,
    settings,
    reading,
    port,
    ...openRecords(where),
    copyTrouble: openCopyTrouble(where).read,
    fileFaults: openFileFaults(settings, where),
    target,
    advice: prefixAdvice(redis, identity),
    openQueue: () => openQueue(target, Date.now, silent),
    openChecks: () => openChecks(target, silent, settings),
    openChannels: () => openChannels(target, settings, where, silent),
  }
}
