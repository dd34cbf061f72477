/** Windows of maintenance: listed, made, changed and deleted. */

import {
  activeWindows,
  announcedTo,
  coverWords,
  type MaintenanceWindow,
  nextStart,
  WINDOW_FIELDS,
  windowFaults,
} from '../../domain/alerts/maintenance'
import { formatStart } from '../../domain/alerts/maintenance-starts'
import type { ListWindows, WindowStore } from '../../domain/alerts/ports'
import { localStamp } from '../../domain/time/local-time'
import { moment } from '../../domain/watch/check-json'
import { CommandError, openAppliance, UsageError } from './context'
import { printJson } from './json'
import { print } from './print'
import { printTable } from './table'

export function windows({ json }: { readonly json: boolean }): Promise<number> {
  return withWindows(async ({ list }) => {
    const now = Date.now()
    const rows = (await list()).map(window => ({
      window,
      active: activeWindows([window], now)[0],
      next: nextStart(window, now),
    }))
    if (json)
      printJson({
        windows: rows.map(({ window: { name, origin, settings, home }, active, next }) => ({
          name,
          origin: home === undefined ? origin : 'peer',
          settings,
          since: moment(active?.from),
          until: moment(active?.to),
          next: moment(next),
        })),
      })
    else if (rows.length === 0)
      print(
        'There is no window of maintenance. `intvlm8r window set NAME duration=2h all=on` begins one now.',
      )
    else
      printTable([
        ['WINDOW', 'NOW', 'NEXT', 'FOR'],
        ...rows.map(({ window, active, next }) => [
          window.name,
          active ? `until ${localStamp(active.to)}` : '-',
          next === undefined ? '-' : localStamp(next),
          coverWords(window),
        ]),
      ])
    return 0
  })
}

/** @param given `duration=2h` and the like; without a beginning it begins now */
export function setWindow(name: string, given: readonly string[]): Promise<number> {
  const keys = WINDOW_FIELDS.map(({ key }) => key)
  const settings: Record<string, string> = {}
  for (const each of given) {
    const [, key = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(each) ?? []
    if (!keys.some(known => known === key))
      throw new UsageError(
        `"${each}" is no setting of a window; write KEY=VALUE with one of ${keys.join(', ')}`,
      )
    settings[key] = value.trim()
  }
  return withWindows(async ({ list, store, channels }) => {
    const there = (await list()).find(window => window.name === name)
    if (there !== undefined && there.origin !== 'page') throw elsewhere(there)
    const merged = Object.entries({ ...there?.settings, ...settings }).filter(([, value]) => value !== '')
    const window: MaintenanceWindow = {
      name,
      origin: 'page',
      settings: withBeginning(Object.fromEntries(merged), Date.now()),
    }
    const existing = await channels()
    const faults = [
      ...windowFaults(window).map(({ key, reason }) => `${key} ${reason}`),
      ...announcedTo(window)
        .filter(channel => !existing.includes(channel))
        .map(channel => `announce: there is no channel ${JSON.stringify(channel)}`),
    ]
    if (faults.length > 0) throw new CommandError(faults.join('\n'))
    await store.save(window)
    const [active] = activeWindows([window], Date.now())
    const next = nextStart(window, Date.now())
    const when = active
      ? `lasts until ${localStamp(active.to)}`
      : next === undefined
        ? 'is over'
        : `begins ${localStamp(next)}`
    print(`${name}: ${when}; for ${coverWords(window)}`)
    return 0
  })
}

function withBeginning(settings: MaintenanceWindow['settings'], now: number): MaintenanceWindow['settings'] {
  const { start, cron, oncalendar, timezone = '' } = settings
  return start || cron || oncalendar ? settings : { ...settings, start: formatStart(now, timezone) }
}

export function deleteWindow(name: string): Promise<number> {
  return withWindows(async ({ list, store }) => {
    const there = (await list()).find(window => window.name === name)
    if (there === undefined) throw new CommandError(`there is no window "${name}"`)
    if (there.origin !== 'page') throw elsewhere(there)
    await store.remove(name)
    print(`${name}: deleted`)
    return 0
  })
}

function elsewhere({ name, home }: MaintenanceWindow): CommandError {
  return new CommandError(
    home === undefined
      ? `the window ${name} stands in the INI, and is changed there`
      : `the window ${name} is one of the member of the group with the id ${home}, and is changed there`,
  )
}

interface Windows {
  readonly list: ListWindows
  readonly store: WindowStore
  /** Names of all channels. */
  readonly channels: () => Promise<readonly string[]>
}

async function withWindows<T>(work: (windows: Windows) => Promise<T>): Promise<T> {
  const { openChannels } = await openAppliance()
  const { windows, windowStore, channels, channelsConnected, closeChannels } = openChannels()
  try {
    await channelsConnected()
    const names = async () => (await channels.list()).map(({ name }) => name)
    return await work({ list: windows, store: windowStore, channels: names })
  } finally {
    closeChannels()
  }
}
