/** The ends of a program of the owner's, and what is told of them. */
import { describe, expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { type Looking, look } from '../contracts/prober'

async function ended(end: ProgramEnd, looking: Looking = {}, target = 'check it') {
  const asked: (readonly string[])[] = []
  const job = async (words: readonly string[]) => {
    asked.push(words)
    return end
  }
  const find = async (name: string) =>
    name === 'mine' ? { refused: 'it is not run' } : { program: `/jobs/${name}` }
  const { ran, ...found } = await look('command', target, { ...looking, tools: { job, find } })
  return { found, asked, ran }
}
const exited = (code: number, stdout = '', stderr = ''): ProgramEnd => ({
  kind: 'exited',
  code,
  stdout,
  stderr,
})

test('a program is found by its name, and gets its words', async () => {
  expect((await ended(exited(0), {}, "check 'a b' c")).asked).toEqual([['/jobs/check', 'a b', 'c']])
  expect((await ended(exited(0), {}, 'mine')).found).toEqual({ answer: 'blind', detail: 'it is not run' })
  expect((await ended(exited(0), {}, '')).found).toEqual({
    answer: 'blind',
    detail: 'the command names no program',
  })
  expect((await ended(exited(0), {}, "'open")).found).toMatchObject({
    answer: 'blind',
    detail: expect.stringMatching(/^the command has a quotation mark/),
  })
  expect((await ended(exited(0))).ran).toBeGreaterThanOrEqual(0)
})

describe('an end', () => {
  test.each([
    [exited(0), { answer: 'success', detail: 'check succeeded', exitCode: 0 }],
    [
      exited(0, 'one\ntwo\n'),
      { answer: 'success', detail: 'check succeeded: two', exitCode: 0, output: 'one\ntwo' },
    ],
    [
      exited(1, 'out\n', 'a\tb\n'),
      { answer: 'failure', detail: 'check ended with exit code 1: a b', exitCode: 1, output: 'out\n\na\tb' },
    ],
    [
      exited(75, 'x'),
      { answer: 'blind', detail: 'check ended with exit code 75: x', exitCode: 75, output: 'x' },
    ],
    [exited(2), { answer: 'failure', detail: 'check ended with exit code 2', exitCode: 2 }],
    [
      { kind: 'killed', signal: 'SIGKILL', stdout: 'x', stderr: '' },
      { answer: 'failure', detail: 'check was ended by SIGKILL', output: 'x' },
    ],
    [
      { kind: 'missing', reason: 'gone' },
      { answer: 'blind', detail: 'gone' },
    ],
    [
      exited(0, 'nas\tok\tfine\n'),
      {
        answer: 'success',
        detail: 'check reported on 1',
        exitCode: 0,
        parts: [{ name: 'nas', answer: 'success', detail: 'fine' }],
        output: 'nas\tok\tfine',
      },
    ],
    [
      exited(1, 'nas\tok\tfine\n'),
      {
        answer: 'failure',
        detail: 'check ended with exit code 1',
        exitCode: 1,
        parts: [{ name: 'nas', answer: 'success', detail: 'fine' }],
        output: 'nas\tok\tfine',
      },
    ],
  ] as const)('%j is %j', async (end, found) => {
    expect((await ended(end)).found).toEqual(found)
  })

  test('after the limit of time is a failure, whatever it says', async () => {
    expect((await ended(exited(0, 'x'), { signal: AbortSignal.abort() })).found).toEqual({
      answer: 'failure',
      detail: 'check did not end in time, and was stopped',
      output: 'x',
    })
  })

  test('shows 200 characters of the last line, and keeps 4,000 bytes', async () => {
    const { found } = await ended(exited(0, 'y'.repeat(5_000)))
    expect(found.detail).toBe(`check succeeded: ${'y'.repeat(200)}`)
    expect(found.output).toHaveLength(4_000)
  })
})
