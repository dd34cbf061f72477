import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openKeptState } from '../../../src/io/peers/kept-state'
import { folderWith } from '../../support/folder'

it('the troubles are kept in a file for nobody else, until others are', async () => {
  const home = await folderWith({})
  const state = openKeptState(home)
  expect(await state.read()).toEqual([])
  state.note(['heart', 'mail'])
  expect(await state.read()).toEqual(['mail', 'heart'])
  expect(await readFile(join(home, 'peer-state'), 'utf8')).toBe('heart mail\n')
  expect((await stat(join(home, 'peer-state'))).mode & 0o777).toBe(0o600)
  state.note([])
  expect(await openKeptState(home).read()).toEqual([])
  expect(await readFile(join(home, 'peer-state'), 'utf8')).toBe('\n')
})

it('words of another version are left out', async () => {
  const home = await folderWith({ 'peer-state': 'thirst  store\tmailbox\n\njobs' })
  expect(await openKeptState(home).read()).toEqual(['store', 'jobs'])
})

it('a folder that is not there keeps nothing, and ends nobody', async () => {
  const state = openKeptState(join(await folderWith({}), 'gone'))
  state.note(['store'])
  expect(await state.read()).toEqual([])
})
