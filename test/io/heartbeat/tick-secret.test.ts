import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTickSecret, readTickSecret } from '../../../src/io/heartbeat/tick-secret'
import { folderWith } from '../../support/folder'

it('the web app draws a secret of 32 bytes, which nobody else reads, and the tick finds it', async () => {
  const folder = await folderWith()
  const secret = openTickSecret(folder)
  secret.renew()
  const first = readTickSecret(folder)
  expect([first, (await stat(join(folder, 'tick-secret'))).mode & 0o777]).toEqual([
    expect.stringMatching(/^[\w-]{43}$/),
    0o600,
  ])
  expect(await readFile(join(folder, 'tick-secret'), 'utf8')).toBe(`${first}\n`)
  expect(secret.read()).toBe(first)
  secret.renew()
  expect(secret.read()).not.toBe(first)
})

it.each([
  ['a'.repeat(42), false],
  ['a'.repeat(43), true],
  [` ${'-_aA9'.repeat(8)}xyz\n`, true],
  ['a'.repeat(44), false],
  [`${'a'.repeat(42)}+`, false],
  ['', false],
])('of a file with %j the tick takes a secret: %s', async (text, isTaken) => {
  const folder = await folderWith({ 'tick-secret': text })
  const read = () => readTickSecret(folder)
  if (isTaken) expect(read()).toBe(text.trim())
  else expect(read).toThrow(`${folder}/tick-secret holds no secret`)
})

it('a file of more than 100 bytes and a link are no secret', async () => {
  const padded = (length: number) => 'a'.repeat(43).padEnd(length)
  const folder = await folderWith({ 'tick-secret': padded(100) })
  expect(readTickSecret(folder)).toBe('a'.repeat(43))
  await writeFile(join(folder, 'tick-secret'), padded(101))
  expect(() => readTickSecret(folder)).toThrow('tick-secret is not a file of at most 100 bytes')
  const other = await folderWith()
  await symlink(join(folder, 'tick-secret'), join(other, 'tick-secret'))
  expect(() => readTickSecret(other)).toThrow('ELOOP')
})

it('a secret that somebody removed or damaged is drawn anew', async () => {
  const folder = await folderWith({ 'tick-secret': 'nothing' })
  const secret = openTickSecret(folder)
  const first = secret.read()
  expect([first, readTickSecret(folder)]).toEqual([expect.stringMatching(/^[\w-]{43}$/), first])
  await rm(join(folder, 'tick-secret'))
  expect(secret.read()).not.toBe(first)
})

it('where no new secret can be written, an earlier one serves; without one it is a fault', async () => {
  const folder = await folderWith()
  const secret = openTickSecret(join(folder, 'none'))
  expect(() => secret.renew()).toThrow('ENOENT')
  expect(() => secret.read()).toThrow('ENOENT')
  await mkdir(join(folder, 'none'))
  secret.renew()
  const before = secret.read()
  // A folder of that name cannot be replaced.
  await rm(join(folder, 'none', 'tick-secret'))
  await mkdir(join(folder, 'none', 'tick-secret'))
  await chmod(join(folder, 'none'), 0o700)
  expect(() => secret.renew()).toThrow('EISDIR')
  expect(before).toMatch(/^[\w-]{43}$/)
})
