import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const PROGRAM = resolve(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-factor-'))
})
afterEach(async () => await rm(home, { recursive: true, force: true }))

async function off(login: string): Promise<{ said: string; ini: string }> {
  const ini = join(home, 'intvlm8r.ini')
  await writeFile(ini, `[Monitoring]\nheartbeatfrequency = Off\n[Login]\n${login}`, { mode: 0o600 })
  const env = { ...process.env, INTVLM8R_HOME: home }
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, 'second-factor', 'off'], { env })
  return { said: stdout.trim(), ini: (await readFile(ini, 'utf8')).replace(/^[\s\S]*\[Login\]\n/, '') }
}

test('intvlm8r second-factor off takes secret and recovery codes out of the INI, and nothing else', async () => {
  const { said, ini } = await off(`username = me ; myself\ntotpkey = ${SECRET}\nrecoverycodes = a, b\n`)
  expect(ini).toBe('username = me ; myself\ntotpkey = \nrecoverycodes = \n')
  expect(said).toMatch(/^The second factor is off: the password alone is enough/)
})

test('it mends a secret that is none', async () => {
  expect((await off('totpkey = none\n')).ini).toMatch(/^totpkey = $/m)
})

test('it changes nothing where there is no second factor', async () => {
  expect(await off('username = me\n')).toEqual({
    said: 'The second factor is off already.',
    ini: 'username = me\n',
  })
})
