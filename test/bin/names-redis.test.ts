/** The question of `prestart` whether a Redis server on this machine is needed. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import pack from '../../package.json' with { type: 'json' }
import { folderWith } from '../support/folder'

const START = join(import.meta.dirname, '../../dist/bin/start.js')

it.each([
  ['names another server', 0, '[Redis]\nurl = redis://192.0.2.7:6379\nprefix = home\n'],
  ['names none', 1, '[Redis]\nurl =\n'],
  ['has a fault there', 1, '[Redis]\nurl = nonsense\n'],
  ['is not there yet', 1, undefined],
])('an INI that %s ends it with %i', async (_what, code, ini) => {
  const home = await folderWith(ini === undefined ? {} : { 'intvlm8r.ini': ini })
  const env = { PATH: '/nowhere', INTVLM8R_HOME: home }
  const ended = await new Promise(resolve => {
    execFile(process.execPath, [START, '--names-redis'], { env }, error => resolve(error?.code ?? 0))
  })
  expect(ended).toBe(code)
})

it('comes before a server is looked for', () => {
  expect(pack.scripts.prestart).toContain(
    '(node dist/bin/start.js --names-redis || node scripts/setup.mjs redis)',
  )
})
