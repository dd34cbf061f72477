import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lastGood } from '../../../src/config/settings/last-good'
import { settingsReader } from '../../../src/config/settings/settings-file'

let folder: string
let ini: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-last-good-'))
  ini = join(folder, 'intvlm8r.ini')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const HEAD = '[Monitoring]\nheartbeatfrequency = Off\n'
const HOOK = `${HEAD}[channel.hook]\nkind = webhook\nurl = http://pi/hook\n`

function open() {
  const read = settingsReader(ini)
  return lastGood({ read: async () => read() }, 'channels')
}

it('is what the INI says, and what it said last while it has faults or is gone', async () => {
  const channels = open()
  await writeFile(ini, HOOK)
  expect(await channels()).toMatchObject([{ name: 'hook' }])
  for (const broken of [HOOK.replace('url =', 'uri ='), HOOK.replace('webhook', 'carrier-pigeon'), 'junk'])
    await writeFile(ini, broken).then(async () => expect(await channels()).toMatchObject([{ name: 'hook' }]))
  await rm(ini)
  expect(await channels()).toMatchObject([{ name: 'hook' }])
  await writeFile(ini, HEAD)
  expect(await channels()).toEqual([])
})

it('says what has to be mended where it has said nothing usable yet', async () => {
  await writeFile(ini, HOOK.replace('url =', 'uri ='))
  await expect(open()()).rejects.toThrow('[channel.hook] url: is empty')
})

it('is what the INI said at the start, where it became faulty before anybody asked', async () => {
  await writeFile(ini, HOOK)
  const channels = open()
  await writeFile(ini, HOOK.replace('webhook', 'carrier-pigeon'))
  expect(await channels()).toMatchObject([{ name: 'hook' }])
})
