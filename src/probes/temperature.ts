/** temperature: a thermal zone of the machine, by its type, is no hotter than allowed. */

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Prober } from '../domain/probes/look'

export const temperature: Prober = async ({ target, settings: { limit = '' } }, { root }) => {
  const folder = join(root, 'sys/class/thermal')
  const names = (await readdir(folder).catch(() => [])).filter(name => name.startsWith('thermal_zone'))
  const zones = (await Promise.all(names.map(name => zoneAt(join(folder, name))))).filter(
    ({ type }) => type !== '',
  )
  if (zones.length === 0) return { answer: 'blind', detail: 'this machine shows no thermal zone' }
  const meant = target === '' ? zones : zones.filter(({ type }) => type === target)
  if (meant.length === 0) {
    const types = zones.map(({ type }) => type).join(', ')
    return { answer: 'blind', detail: `there is no thermal zone ${target}; there are ${types}` }
  }
  // A sensor that is off gives no number.
  const hottest = meant
    .filter(({ degrees }) => Number.isFinite(degrees))
    .reduce<Zone | undefined>((a, b) => (a !== undefined && a.degrees >= b.degrees ? a : b), undefined)
  if (hottest === undefined)
    return { answer: 'blind', detail: `${meant[0]?.type} gives no temperature at the moment` }
  const words = `${hottest.type} is at ${hottest.degrees.toFixed(1)} °C`
  return hottest.degrees > Number(limit)
    ? { answer: 'failure', detail: `${words}, more than ${limit} °C` }
    : { answer: 'success', detail: words }
}

interface Zone {
  readonly type: string
  readonly degrees: number
}

/** The kernel gives thousandths of a degree. */
async function zoneAt(folder: string): Promise<Zone> {
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '')
  const [type, text] = await Promise.all([read('type'), read('temp')])
  return { type: type.trim(), degrees: text.trim() === '' ? Number.NaN : Number(text) / 1000 }
}
