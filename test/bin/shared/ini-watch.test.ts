import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openIniWatch } from '../../../src/bin/shared/ini-watch'
import { usable } from '../../../src/domain/settings/reading'
import { openSettings } from '../../../src/wire/settings'
import { folderWith } from '../../support/folder'

const FOLLOWED = ['changed', 'starting again, since the INI was changed']
const log = { info() {}, warn() {}, error() {} }
const withPort = (port: number) => `[Monitoring]\nheartbeatfrequency = Off\n[Web]\nport = ${port}\n`

/** A program that has read its INI; `begin` has it watch the file, and returns what it is told from then on. */
async function started() {
  const home = await folderWith({ 'intvlm8r.ini': withPort(8080) })
  const ini = join(home, 'intvlm8r.ini')
  const where = { home, ini, result: '', runtime: home }
  const portOf = (reading: Parameters<typeof usable>[0]) => usable(reading, 'web')?.port
  const { inUse, watch } = await openIniWatch(portOf, { where, settings: openSettings(where), log })
  const begin = () => {
    const told: string[] = []
    const watching = watch(
      () => void told.push('changed'),
      why => void told.push(why),
    )
    onTestFinished(() => watching.close())
    return told
  }
  return { inUse, begin, moveTo: (port: number) => writeFileSync(ini, withPort(port)) }
}

describe('an INI that is changed', () => {
  it('while the program runs is followed', async () => {
    const { inUse, begin, moveTo } = await started()
    expect(inUse).toBe(8080)
    const told = begin()
    moveTo(8081)
    await expect.poll(() => told).toEqual(FOLLOWED)
  })

  it('while the program starts, before it watches the file, is followed, too', async () => {
    const { begin, moveTo } = await started()
    moveTo(8081)
    const told = begin()
    await expect.poll(() => told).toEqual(FOLLOWED)
  })
})
