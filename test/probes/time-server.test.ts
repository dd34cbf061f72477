/** The answers of a time server, bit by bit. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { look } from '../contracts/prober'

const EPOCH = 2_208_988_800

/** A server that changes the answer of a good one; it never answers a question twice. */
async function asked(change: (answer: Buffer) => Buffer | undefined, offset = 0, limit = '1s') {
  const questions: Buffer[] = []
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    questions.push(question)
    const answer = Buffer.alloc(48)
    answer[0] = (4 << 3) | 4
    answer[1] = 2
    question.copy(answer, 24, 40, 48)
    const time = Date.now() + offset
    for (const at of [32, 40]) {
      answer.writeUInt32BE((Math.floor(time / 1_000) + EPOCH) % 2 ** 32, at)
      answer.writeUInt32BE(Math.floor(((time % 1_000) / 1_000) * 2 ** 32), at + 4)
    }
    const changed = change(answer)
    if (changed !== undefined) socket.send(changed, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  const target = `127.0.0.1:${(socket.address() as AddressInfo).port}`
  const found = await look('clock', target, { settings: { offset: limit }, timeout: 10_000 })
  return { answer: found.answer, detail: found.detail.replaceAll(target, 'T'), questions, took: found.took }
}
const changed = async (change: (answer: Buffer) => void) =>
  await asked(answer => {
    change(answer)
    return answer
  })

test('the question is that of a client, with a mark of its own', async () => {
  const { questions, answer, took } = await asked(same => same)
  expect(answer).toBe('success')
  expect(took).toBeGreaterThanOrEqual(0)
  const [question] = questions
  expect(question).toHaveLength(48)
  expect(question?.[0]).toBe(0x23)
  expect(question?.subarray(1, 40).every(byte => byte === 0)).toBe(true)
  expect(question?.subarray(40).some(byte => byte !== 0)).toBe(true)
})

describe('an answer', () => {
  test.each([
    [
      'of a client',
      (one: Buffer) => void one.writeUInt8((4 << 3) | 3, 0),
      'T answers, but not as a time server',
    ],
    ['without a stratum', (one: Buffer) => void one.writeUInt8(0, 1), 'T does not serve the time now ()'],
    [
      'that is not set',
      (one: Buffer) => void one.writeUInt8((3 << 6) | (4 << 3) | 4, 0),
      'T has no time itself: it is not synchronised',
    ],
    [
      'of stratum 16',
      (one: Buffer) => void one.writeUInt8(16, 1),
      'T has no time itself: it is not synchronised',
    ],
    ['without its arrival', (one: Buffer) => void one.writeUInt32BE(0, 32), 'T answers without a time'],
    ['without its departure', (one: Buffer) => void one.writeUInt32BE(0, 40), 'T answers without a time'],
  ])('%s makes the look blind', async (_what, change, detail) => {
    expect(await changed(change)).toMatchObject({ answer: 'blind', detail })
  })

  test('with the word that it wants no questions shows that', async () => {
    const { detail } = await changed(one => {
      one.writeUInt8(0, 1)
      one.write('DE-Y', 12, 'latin1')
    })
    expect(detail).toBe('T does not serve the time now (DEY)')
  })

  test.each([1, 2, 15])('of stratum %i counts, and so does a warning of a leap second', async stratum => {
    const { answer } = await changed(one => {
      one.writeUInt8(stratum, 1)
      one.writeUInt8((2 << 6) | (4 << 3) | 4, 0)
    })
    expect(answer).toBe('success')
  })

  test('that is too short is none, and the next one counts', async () => {
    let count = 0
    const { answer, questions } = await asked(one => (++count === 1 ? one.subarray(0, 47) : one))
    expect([answer, questions.length]).toEqual(['success', 2])
  })
})

describe('a difference', () => {
  test.each([
    [0, '1s', 'success', /^the clock here is \d+ ms (slow|fast) by T$/],
    [30_000, '60s', 'success', /^the clock here is (30\.0|29\.9) s slow by T$/],
    [-30_000, '60s', 'success', /^the clock here is (29\.9|30\.[01]) s fast by T$/],
    [30_000, '29s', 'failure', /^the clock here is (30\.0|29\.9) s slow by T$/],
    [119_000, '1s', 'failure', /^the clock here is (119\.0|118\.9) s slow by T$/],
    [121_000, '1s', 'failure', /^the clock here is 2 minutes slow by T$/],
    [-7_200_000, '1s', 'failure', /^the clock here is 120 minutes fast by T$/],
    // NTP's seconds are counted anew from February 2036 on.
    [400_000_000_000, '1s', 'failure', /^the clock here is 666666\d minutes slow by T$/],
  ])('of %i ms within %s is a %s', async (offset, limit, answer, detail) => {
    expect(await asked(same => same, offset, limit)).toMatchObject({
      answer,
      detail: expect.stringMatching(detail),
    })
  })
})

describe('timedatectl', () => {
  const said = async (end: ProgramEnd, signal?: AbortSignal) => {
    const words: unknown[] = []
    const run = async (...given: unknown[]) => {
      words.push(given)
      return end
    }
    const found = await look('clock', '', { tools: { run }, ...(signal && { signal }) })
    expect(words).toEqual([
      [
        ['timedatectl', 'show', '--property=NTPSynchronized', '--value'],
        expect.objectContaining({ environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } }),
      ],
    ])
    return found
  }
  const exited = (code: number, stdout: string): ProgramEnd => ({ kind: 'exited', code, stdout, stderr: '' })

  test.each([
    [exited(0, ' yes\n'), 'success', 'the clock here is set by a time server'],
    [exited(0, 'no'), 'failure', 'no time server has set the clock here'],
    [exited(1, 'yes'), 'blind', 'timedatectl does not know whether the clock is set'],
    [exited(0, 'maybe'), 'blind', 'timedatectl does not know whether the clock is set'],
    [
      { kind: 'killed', signal: 'SIGTERM', stdout: 'yes', stderr: '' },
      'blind',
      'timedatectl does not know whether the clock is set',
    ],
    [{ kind: 'missing', reason: 'no timedatectl' }, 'blind', 'no timedatectl'],
    [{ kind: 'refused', reason: 'no memory' }, 'blind', 'no memory'],
  ] as const)('that ended as %j is a %s', async (end, answer, detail) => {
    expect(await said(end)).toEqual({ answer, detail })
  })

  test('that is late makes the look blind', async () => {
    expect(await said(exited(0, 'yes'), AbortSignal.abort())).toEqual({
      answer: 'blind',
      detail: 'timedatectl did not answer in time',
    })
  })
})

test('a target that is no host is none', async () => {
  expect(await look('clock', 'a b:c:d')).toMatchObject({
    answer: 'blind',
    detail: expect.stringMatching(/^a b:c:d /),
  })
})
