import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSetupToken } from '../../../src/io/access/setup-token'
import { folderWith } from '../../support/folder'

it('the token of the set-up is made once, for its owner alone, until it is removed', async () => {
  const path = join(await folderWith(), 'setup-token')
  const token = openSetupToken(path)
  expect(await token.read()).toBeUndefined()
  const made = await token.make()
  expect([made, await readFile(path, 'utf8')]).toEqual([expect.stringMatching(/^[\w-]{32}$/), `${made}\n`])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect([await openSetupToken(path).read(), await openSetupToken(path).make()]).toEqual([made, made])
  await token.remove()
  await token.remove()
  expect(await token.read()).toBeUndefined()
  expect(await token.make()).not.toBe(made)
})

it.each([
  ['a'.repeat(19), false],
  ['a'.repeat(20), true],
  [` ${'-_aA9'.repeat(4)}\n`, true],
  [`${'a'.repeat(20)} b`, false],
  [`+${'a'.repeat(20)}`, false],
  ['', false],
])('of a file with %j the set-up takes a token: %s', async (text, isTaken) => {
  const folder = await folderWith({ token: text })
  const token = openSetupToken(join(folder, 'token'))
  expect(await token.read()).toBe(isTaken ? text.trim() : undefined)
  if (!isTaken) expect(await token.make()).toMatch(/^[\w-]{32}$/)
})

it('a token that cannot be read is a fault, and none that is missing', async () => {
  const folder = await folderWith()
  await mkdir(join(folder, 'token'))
  await expect(openSetupToken(join(folder, 'token')).read()).rejects.toThrow('EISDIR')
  await rm(join(folder, 'token'), { recursive: true })
  expect(await openSetupToken(join(folder, 'token')).read()).toBeUndefined()
})
