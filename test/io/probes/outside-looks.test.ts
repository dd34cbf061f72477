import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Probe } from '../../../src/domain/probes/probe'
import { createOutsideLooks } from '../../../src/io/probes/outside-looks'
import { folderWith } from '../../support/folder'

/** Answers a look with its own number when that is cut, and ends only once the file that holds it is gone. */
const PROGRAM = `
const { existsSync } = require('node:fs')
process.on('message', ({ id, isCut }) => {
  if (isCut) process.send({ id, look: { answer: 'success', detail: String(process.pid) } })
})
process.on('disconnect', () => setInterval(() => existsSync(__dirname + '/hold') || process.exit(0), 10))
`
const PROBE: Probe = { kind: 'inbox', target: 'home', every: 60_000, settings: {} }

it('a program that is ending takes no look of the next one with it', async () => {
  const folder = await folderWith({ 'looks.js': PROGRAM, hold: '' })
  const looks = createOutsideLooks(join(folder, 'looks.js'), [])
  onTestFinished(looks.close)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { detail: first } = await looks.look(PROBE, 0, AbortSignal.abort())
  // It is idle for long enough to end.
  vi.advanceTimersByTime(5_000)
  vi.useRealTimers()
  const cut = new AbortController()
  const next = looks.look(PROBE, 0, cut.signal)
  await rm(join(folder, 'hold'))
  await expect.poll(() => existsSync(`/proc/${first}`)).toBe(false)
  cut.abort()
  expect(await next).toMatchObject({ answer: 'success' })
})

it('a program whose look does not end is killed when it is closed, though it would not end by itself', async () => {
  const began = "require('node:fs').writeFileSync(__dirname + '/pid', String(process.pid))"
  const folder = await folderWith({
    'looks.js': `process.on('message', () => ${began}); process.on('disconnect', () => {}); setInterval(() => {}, 1_000)`,
  })
  const looks = createOutsideLooks(join(folder, 'looks.js'), [])
  const look = looks.look(PROBE, 0, new AbortController().signal)
  const pid = await vi.waitFor(async () => {
    const text = await readFile(join(folder, 'pid'), 'utf8')
    expect(text).not.toBe('')
    return text
  }, 10_000)
  looks.close()
  expect(await look).toEqual({
    answer: 'blind',
    detail: 'the program that made this look ended in the middle of it (SIGKILL)',
  })
  expect(existsSync(`/proc/${pid}`)).toBe(false)
})
