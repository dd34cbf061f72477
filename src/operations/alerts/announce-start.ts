import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { startText } from '../../domain/alerts/start-text'
import { t } from '../../domain/language/text'
import { faultText, providableChecks, usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { localStamp } from '../../domain/time/local-time'

export interface AnnounceStartPorts {
  readonly settings: Pick<SettingsFile, 'read'>
  /** The number of checks in the files that the INI names, with their faults; undefined where it names none. */
  readonly listed?: () => Promise<{ readonly checks: number; readonly faults: readonly string[] } | undefined>
  readonly store: Pick<AlertStore, 'commit'>
  readonly channels: Channels
  readonly now: Clock
}

/**
 * Plans the event of the start by the channel that `[Watch] startchannel` names; it is sent when the alerts are. Several
 * starts in an hour with the same outcome are one event.
 *
 * @returns why there is none although a channel is named
 */
export async function announceStart({
  settings,
  listed,
  store,
  channels,
  now,
}: AnnounceStartPorts): Promise<string | undefined> {
  const reading = await settings.read()
  const name = usable(reading, 'watch')?.startChannel ?? ''
  if (name === '') return undefined
  if (!(await channels.list()).some(channel => channel.name === name))
    return `[Watch] startchannel: there is no channel "${name}"; the start is announced to nobody`
  const at = now()
  const [year, month, day, hour] = localStamp(at).split(/[/ :]/)
  const files = await listed?.()
  const own = reading.kind === 'faulty' ? reading.faults.map(faultText) : []
  const faults = [...own, ...(files?.faults ?? [])]
  const text = startText(providableChecks(reading)?.checks.length ?? 0, faults, files?.checks)
  const key = `intvlm8r-start-${year}${month}${day}-${hour}-${text.status === 'up' ? 'ok' : 'failure'}`
  await store.commit([], [planNotice(text, { key, name: t('the watch'), since: at }, name, at)])
  return undefined
}
