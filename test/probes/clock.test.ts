import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { itIsAProber, look } from '../contracts/prober'

interface TimeServer {
  /** Milliseconds by which its clock differs. */
  readonly offset?: number
  readonly stratum?: number
  readonly leap?: number
  /** Replaces the mark of the question. */
  readonly forged?: boolean
  readonly silent?: boolean
}

/** A time server on loopback (RFC 4330). */
async function serving({ offset = 0, stratum = 2, leap = 0, forged = false, silent = false }: TimeServer) {
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    if (silent) return
    const answer = Buffer.alloc(48)
    answer[0] = (leap << 6) | (4 << 3) | 4
    answer[1] = stratum
    if (stratum === 0) answer.write('RATE', 12, 'latin1')
    question.copy(answer, 24, 40, 48)
    if (forged) answer.fill(7, 24, 32)
    const time = Date.now() + offset
    for (const at of [32, 40]) {
      answer.writeUInt32BE(Math.floor(time / 1_000) + 2_208_988_800, at)
      answer.writeUInt32BE(Math.floor(((time % 1_000) / 1_000) * 2 ** 32), at + 4)
    }
    socket.send(answer, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { target: `127.0.0.1:${(socket.address() as AddressInfo).port}` }
}

const timedatectl = (end: ProgramEnd) => async () => ({ target: '', tools: { run: async () => end } })
const saying = (stdout: string) => timedatectl({ kind: 'exited', code: 0, stdout, stderr: '' })

itIsAProber('clock', {
  success: [
    {
      when: 'the difference is small',
      looking: () => serving({ offset: 500 }),
      detail: /^the clock here is (4[5-9]\d|5\d\d) ms slow by 127\.0\.0\.1:\d+$/,
    },
    {
      when: 'a time server has set it',
      looking: saying('yes\n'),
      detail: 'the clock here is set by a time server',
    },
  ],
  failure: [
    {
      when: 'the clock is slow',
      looking: () => serving({ offset: 5_000 }),
      detail: /^the clock here is 5\.0 s slow by 127\.0\.0\.1:\d+$/,
    },
    {
      when: 'the clock is fast',
      looking: () => serving({ offset: -3_600_000 }),
      detail: /^the clock here is 60 minutes fast by 127\.0\.0\.1:\d+$/,
    },
    {
      when: 'no time server has ever set it',
      looking: saying('no\n'),
      detail: 'no time server has set the clock here',
    },
  ],
  blind: [
    {
      when: 'the server has no time itself',
      looking: () => serving({ leap: 3 }),
      detail: /^127\.0\.0\.1:\d+ has no time itself: it is not synchronised$/,
    },
    {
      when: 'the server wants no questions',
      looking: () => serving({ stratum: 0 }),
      detail: /^127\.0\.0\.1:\d+ does not serve the time now \(RATE\)$/,
    },
    {
      when: 'nothing listens there',
      looking: async () => ({ target: '127.0.0.1:1' }),
      detail: '127.0.0.1:1 cannot be asked (ECONNREFUSED)',
    },
    {
      when: 'the name is unknown',
      looking: async () => ({ target: 'receiver.invalid' }),
      detail: /^receiver\.invalid cannot be asked \((ENOTFOUND|EAI_AGAIN)\)$/,
    },
    {
      when: 'timedatectl is missing',
      looking: timedatectl({ kind: 'missing', reason: 'timedatectl is not installed here' }),
      detail: 'timedatectl is not installed here',
    },
    {
      when: 'systemd does not answer it',
      looking: timedatectl({ kind: 'exited', code: 1, stdout: '', stderr: 'Failed to connect to bus' }),
      detail: 'timedatectl does not know whether the clock is set',
    },
  ],
  silent: () => serving({ silent: true }),
  silence: 'blind',
})

it('an answer without the mark of the question is no answer', async () => {
  const { target } = await serving({ forged: true })
  const seen = await look('clock', target, { timeout: 300 })
  expect(seen).toEqual({ answer: 'blind', detail: `${target} did not answer in time` })
})
