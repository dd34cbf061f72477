import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from '../../../src/io/files/lock-file'
import { ownLife } from '../../../src/io/files/process-life'

/** No process of this life runs. */
const DEAD = '999999999 5'
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-file-'))
  path = join(folder, 'ini.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the lock of a dead process is taken over, and nothing is left behind', async () => {
  writeFileSync(path, DEAD)
  expect(await withLock(path, 0, async () => readFileSync(path, 'utf8'))).toEqual({ result: await ownLife() })
  expect(readdirSync(folder)).toEqual([])
})

test('the lock of a living process that took a dead one over first is not removed with it', async () => {
  // A pipe, so that the dead lock is being read for as long as the other one needs.
  execFileSync('mkfifo', [path])
  const second = withLock(path, 0, async () => 'both have it')
  const dead = await open(path, 'w')
  writeFileSync(`${path}.new`, await ownLife())
  renameSync(`${path}.new`, path)
  await dead.writeFile(DEAD)
  await dead.close()
  expect(await second).toEqual({ heldBy: `${process.pid}` })
  expect(readFileSync(path, 'utf8')).toBe(await ownLife())
  expect(readdirSync(folder)).toEqual(['ini.lock'])
})

test('a lock is released also when its work fails', async () => {
  const failing = withLock(path, 0, () => Promise.reject(new Error('the disk is full')))
  await expect(failing).rejects.toThrow('the disk is full')
  expect(readdirSync(folder)).toEqual([])
})

test('a lock of a living process is waited for, and taken when it is released', async () => {
  writeFileSync(path, await ownLife())
  const second = withLock(path, 60_000, async () => readdirSync(folder))
  // It looks for the lock before this is over, and finds it held.
  expect(await withLock(path, 0, async () => 'both have it')).toEqual({ heldBy: `${process.pid}` })
  rmSync(path)
  expect(await second).toEqual({ result: ['ini.lock'] })
})
