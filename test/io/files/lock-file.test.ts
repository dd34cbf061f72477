import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
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

describe('a lock that is empty', () => {
  /** Milliseconds of the clock by which it is waited for. */
  let clock: number
  let looks: number
  let isOver: boolean
  beforeEach(() => {
    clock = 0
    looks = 0
    isOver = false
    vi.spyOn(performance, 'now').mockImplementation(() => {
      looks++
      return clock
    })
    writeFileSync(path, '')
  })
  afterEach(() => void vi.restoreAllMocks())

  /** Waits for the lock, and returns what is in it then. */
  const wait = () =>
    withLock(path, 0, async () => readFileSync(path, 'utf8')).finally(() => {
      isOver = true
    })

  /** Resolves when it has been looked at once more, from the beginning of a look to its end, or has been taken. */
  async function looked(): Promise<void> {
    for (const end = looks + 4; looks < end && !isOver; ) await new Promise(setImmediate)
  }

  test('may be one that is just being made, and is waited for', async () => {
    const second = wait()
    await looked()
    clock = 1_999
    await looked()
    writeFileSync(path, await ownLife())
    expect(await second).toEqual({ heldBy: `${process.pid}` })
  })

  test('for two seconds is one that a power cut emptied, and is taken over', async () => {
    const second = wait()
    await looked()
    clock = 2_000
    expect(await second).toEqual({ result: await ownLife() })
    expect(readdirSync(folder)).toEqual([])
  })

  test('is waited for anew where it is another one', async () => {
    const second = wait()
    await looked()
    clock = 1_999
    utimesSync(path, 7, 7)
    await looked()
    clock = 3_998
    await looked()
    writeFileSync(path, await ownLife())
    expect(await second).toEqual({ heldBy: `${process.pid}` })
  })

  test('is not removed with the one before it', async () => {
    // A pipe, so that the removal of the one before is under way for as long as the other one needs.
    execFileSync('mkfifo', [`${path}.dead`])
    const second = wait()
    await looked()
    clock = 2_000
    const removal = await open(`${path}.dead`, 'w')
    utimesSync(path, 7, 7)
    rmSync(`${path}.dead`)
    await removal.writeFile(DEAD)
    await removal.close()
    await looked()
    expect(existsSync(path)).toBe(true)
    writeFileSync(path, await ownLife())
    expect(await second).toEqual({ heldBy: `${process.pid}` })
  })
})
