import { createHook } from 'node:async_hooks'
import { execFileSync } from 'node:child_process'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CallFiles } from '../../src/domain/probes/look'
import { AT, itIsAProber, look } from '../contracts/prober'
import { cpuMs } from '../support/cpu-time'
import { folderWith } from '../support/folder'

const HOUR = 3_600_000

/** A folder of files with their ages in hours. */
async function aged(files: Readonly<Record<string, number>>, content = 'photo'): Promise<string> {
  const folder = await folderWith(Object.fromEntries(Object.keys(files).map(name => [name, content])))
  for (const [name, hours] of Object.entries(files)) {
    const at = new Date(AT - hours * HOUR)
    await utimes(join(folder, name), at, at)
  }
  return folder
}

itIsAProber('files', {
  success: [
    {
      when: 'the newest file is young enough',
      looking: async () => ({ target: await aged({ 'a.jpg': 30, 'b.jpg': 1 }), settings: { newest: '2h' } }),
      detail: /^\/.* has (at least )?\d files?, one of them 1h old$/,
    },
    {
      when: 'the young one lies below, and the folders below count',
      looking: async () => ({
        target: `${await aged({ 'a.jpg': 30, '2026/11/b.jpg': 1 })}/**/*.jpg`,
        settings: { newest: '2h' },
      }),
      detail: / one of them 1h old$/,
    },
    {
      when: 'a queue is empty, and the oldest file counts',
      looking: async () => ({ target: await aged({}), settings: { oldest: '1h' } }),
      detail: / has 0 files$/,
    },
    {
      when: 'there are enough',
      looking: async () => ({
        target: `${await aged({ a: 1, b: 2, '.c': 3 })}/*`,
        settings: { count: '2-2' },
      }),
      detail: / has 2 files$/,
    },
  ],
  failure: [
    {
      when: 'the newest file is too old',
      looking: async () => ({ target: await aged({ 'a.jpg': 30, 'b.jpg': 3 }), settings: { newest: '2h' } }),
      detail: /^the newest file of \/.*, b\.jpg, is 3h old, more than 2h$/,
    },
    {
      when: 'the young one has another name',
      looking: async () => ({
        target: `${await aged({ 'a.jpg': 30, 'b.tmp': 1 })}/*.jpg`,
        settings: { newest: '2h' },
      }),
      detail: /a\.jpg, is 1d6h old, more than 2h$/,
    },
    {
      when: 'the young one is dated in the future',
      looking: async () => ({ target: await aged({ 'b.jpg': -9 }), settings: { newest: '2h' } }),
      detail: / has only files dated in the future$/,
    },
    {
      when: 'the young one lies below, and only the folder itself counts',
      looking: async () => ({ target: await aged({ 'a/b.jpg': 1 }), settings: { newest: '2h' } }),
      detail: / has 0 files, fewer than 1$/,
    },
    {
      when: 'a file is too old',
      looking: async () => ({ target: await aged({ a: 1, b: 3 }), settings: { oldest: '2h' } }),
      detail: / file of \/.*, b, is 3h old, more than 2h$/,
    },
    {
      when: 'there are too many',
      looking: async () => ({ target: await aged({ a: 1, b: 3 }), settings: { count: '0-1' } }),
      detail: / has .*2 files, more than 1$/,
    },
    {
      when: 'the files are too small',
      looking: async () => ({ target: await aged({ a: 1 }), settings: { newest: '2h', minsize: '1K' } }),
      detail: / has 0 files large enough, fewer than 1$/,
    },
    {
      when: 'the folder is not there',
      looking: async () => ({ target: '/srv/no-such-folder/*.jpg', settings: { newest: '2h' } }),
      detail: 'there is no /srv/no-such-folder',
    },
  ],
  blind: [
    {
      when: 'homes are hidden',
      looking: async () => ({ target: '/home/nobody-here/photos', settings: { newest: '2h' } }),
      detail: /^\/home\/nobody-here\/photos is not to be seen here/,
    },
  ],
})

it('100,000 files are worked through without holding anything else up, and no longer than needed', async () => {
  const folder = await folderWith()
  execFileSync('sh', ['-c', "seq -f '%.0f.jpg' 0 99999 | xargs touch"], { cwd: folder })
  let longest = 0
  let last = cpuMs()
  const beat = setInterval(() => {
    longest = Math.max(longest, cpuMs() - last)
    last = cpuMs()
  }, 10)
  try {
    const all = await look('files', folder, {
      now: Date.now(),
      settings: { count: '100000' },
      timeout: 60_000,
    })
    expect(all).toMatchObject({ answer: 'success', detail: `${folder} has at least 100000 files` })
    expect(longest).toBeLessThan(500)
    const began = cpuMs()
    const first = await look('files', folder, { now: Date.now(), settings: { newest: '1h' } })
    expect(first.answer).toBe('success')
    expect(cpuMs() - began).toBeLessThan(500)
  } finally {
    clearInterval(beat)
  }
})

it('a look that is cut is no answer', async () => {
  const target = await aged({ a: 1 })
  const seen = await look('files', target, { settings: { oldest: '2h' }, signal: AbortSignal.abort() })
  expect(seen).toEqual({ answer: 'blind', detail: `${target} could not be read in time` })
})

it.each([
  ['files', 7],
  ['disk', 2],
] as const)(
  'each call of a look of the kind %s waits for its turn, and one that gets none is no answer',
  async (kind, most) => {
    const target = await aged({ a: 1, b: 1 })
    const lookWith = async (turns: number) => {
      let calls = 0
      const callFiles: CallFiles = async call => {
        if (++calls > turns) throw new DOMException('The operation was aborted', 'AbortError')
        return await call()
      }
      const { answer, detail } = await look(kind, target, { tools: { callFiles } })
      return { calls, answer, detail }
    }
    expect(await lookWith(99)).toMatchObject({ calls: most, answer: 'success' })
    for (let turns = 0; turns < 2; turns++)
      expect(await lookWith(turns)).toEqual({
        ...{ calls: turns + 1, answer: 'blind' },
        detail: `${target} was waited for: another call there has not ended`,
      })
  },
)

it.each([
  ['of a disk, many at once', 'ext4 /dev/sda1', 64],
  ['of a server, which may be gone from one to the next, one at a time', 'nfs4 nas:/photos', 1],
  ['of a program, as exFAT had it, one at a time', 'fuseblk /dev/sda1', 1],
])('files are looked at %s', async (_what, served, most) => {
  const folder = await aged(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${n}.jpg`, 30])))
  const root = await folderWith({
    'proc/self/mountinfo': `22 1 8:1 / / rw - ext4 /dev/root rw\n23 22 8:2 / ${folder} rw - ${served} rw\n`,
  })
  const underWay = new Set<number>()
  let atOnce = 0
  const calls = createHook({
    init: (id, type) => {
      if (!type.startsWith('FSREQ')) return
      underWay.add(id)
      atOnce = Math.max(atOnce, underWay.size)
    },
    before: id => void underWay.delete(id),
  }).enable()
  const { answer } = await look('files', folder, { settings: { newest: '2h' }, tools: { root } })
  calls.disable()
  expect([answer, atOnce]).toEqual(['failure', most])
})
