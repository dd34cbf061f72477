import { setTimeout as pause } from 'node:timers/promises'
import { type Channel, defaultChannels } from '../../domain/alerts/channel'
import type { Channels } from '../../domain/alerts/ports'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { type ProvidableChecks, providableChecks } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { channelFaults } from '../../domain/watch/check-plan'
import { NO_CHANNEL } from '../../domain/watch/plan-fields'
import type { Provisioning } from '../../domain/watch/ports'
import { channelsInIni, type ProvidedCheck, placeInIni } from '../../domain/watch/provided-check'

export interface ProvideChecksPorts extends ProvidingPorts {
  readonly settings: SettingsFile
}

interface ProvidingPorts {
  readonly provisioning: Provisioning
  readonly channels: Channels
  readonly now: Clock
  /** Milliseconds until the next attempt while Redis is away. */
  readonly retryMs?: number
  /** Reports trouble to people, in sentences. */
  readonly onTrouble: (reason: string) => void
}

/** Provides the store with the checks of the INI. Those with a fault stay as they are, and none is removed meanwhile. */
export function createProvideChecks({ settings, ...ports }: ProvideChecksPorts): () => Promise<void> {
  return createProviding(
    { what: 'the checks of the INI', channelsOf: channelsPlace },
    async () => providableChecks(await settings.read()),
    ports,
  )
}

/** The same for checks in files of their own, such as expected events; `what` names them in a sentence. */
export function createProvideFromFiles({
  what,
  read,
  ...ports
}: ProvidingPorts & {
  readonly what: string
  readonly read: () => Promise<ProvidableChecks | undefined>
}): () => Promise<void> {
  return createProviding({ what, channelsOf: key => `${key} channels` }, read, ports)
}

interface Source {
  readonly what: string
  /** Names the channels of a check in a sentence. */
  channelsOf(key: string): string
}

function createProviding(
  source: Source,
  read: () => Promise<ProvidableChecks | undefined>,
  { provisioning, channels, now, retryMs = 5_000, onTrouble }: ProvidingPorts,
): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()

  async function provide(): Promise<void> {
    for (let reported = ''; ; ) {
      const providable = await read()
      if (!providable) return
      try {
        const { checks, complete } = providable
        const existing = await channels.list().catch(unlessAway)
        const odd = await provisioning.provide(checks.map(withDefaults(existing)), complete, now())
        return [...odd, ...unknownChannels(source, checks, existing)].forEach(onTrouble)
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        const { message } = error
        if (message !== reported) onTrouble(`${source.what} have to wait: ${message}`)
        reported = message
        await pause(retryMs, undefined, { ref: false })
      }
    }
  }

  // Calls run one after the other: an older reading must not overtake a newer one.
  return () => {
    last = last.then(provide, provide)
    return last
  }
}

/** Without a usable INI nobody knows which channels there are. */
function unlessAway(error: Error): undefined {
  if (error instanceof StoreUnavailable) throw error
}

/** The check as it is provided: where the INI names no channels, with the default ones. */
function withDefaults(existing: readonly Channel[] | undefined) {
  const channels = existing && defaultChannels(existing)
  return (check: ProvidedCheck): ProvidedCheck => {
    if (check.byDefault === undefined) return check
    return channels === undefined
      ? { ...check, keepsChannels: true }
      : { ...check, plan: { ...check.plan, channels } }
  }
}

function channelsPlace(provided: string): string {
  const { section, key } = channelsInIni(provided)
  return `[${section}] ${key}`
}

/** Such a check is provided all the same: it is better watched without an alert than not at all. */
function unknownChannels(
  { channelsOf }: Source,
  checks: readonly ProvidedCheck[],
  existing: readonly Channel[] | undefined,
): readonly string[] {
  if (existing === undefined) return []
  const names = existing.map(({ name }) => name)
  return checks.flatMap(({ key, plan }) => [
    ...channelFaults(plan.channels, names).map(fault => `${channelsOf(key)}: ${fault.reason}`),
    ...channelFaults(plan.escalateTo ?? [], [...names, NO_CHANNEL]).map(
      fault => `${placeInIni(key)} escalateto: ${fault.reason}`,
    ),
  ])
}
