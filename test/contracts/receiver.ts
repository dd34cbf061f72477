import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recogniseReceiver } from '../../src/domain/heartbeat/receivers/index'
import { judgeExchange } from '../../src/domain/heartbeat/receivers/judge-exchange'
import type { Receiver } from '../../src/domain/heartbeat/receivers/receiver'
import type { Report } from '../../src/domain/heartbeat/receivers/request'
import type { ReceiverVerdict } from '../../src/domain/heartbeat/receivers/verdict'
import type { HttpAnswer } from '../../src/domain/net/exchange'
import { heartbeatUrlProblem } from '../../src/domain/net/web-url'
import { createHttpClient } from '../../src/io/net/http-client'
import { answer, type Receiver as ReceivingServer, startReceiver } from '../support/receiver'

/** The promises of a row of the table beyond those that all rows keep. */
export interface ReceiverExamples {
  /** Heartbeat URLs that belong to it, as people paste them. */
  readonly urls: readonly [string, ...string[]]
  /** Its answers to a taken heartbeat: status and body. */
  readonly success: readonly (readonly [status: number, body: string])[]
  /** Statuses that a retry cannot help. */
  readonly pointless: readonly number[]
  /** Longest message in characters or bytes; 0 where it has no place for one. */
  readonly messageLimit: number
}

const AT = Date.UTC(2026, 10, 1, 12, 0, 0)
const LONG = '3 missed since noon – €😀 & =?#% \n'.repeat(2_000)
const REPORTS: Report[] = [
  {},
  { message: LONG, roundTrip: 12.3 },
  { message: '', outcome: 'success', exitCode: 0 },
  { message: 'x', outcome: 'fail', exitCode: 7, bodyLimit: 0 },
]

export function answerOf(status: number, body = '', headers: Record<string, string> = {}): HttpAnswer {
  return { kind: 'answer', status, headers, body, at: AT, phases: { total: 1 } }
}

/** Every receiver's row keeps these promises. */
export function receiverContract(receiver: Receiver, examples: ReceiverExamples): void {
  const { urls, success, pointless, messageLimit } = examples
  const [happyStatus, happyBody] = success[0]!
  const judge = (...parts: Parameters<typeof answerOf>): ReceiverVerdict => receiver.judge(answerOf(...parts))

  describe(`${receiver.name}, as every receiver,`, () => {
    it('has a name and one line that tells people what it is', () => {
      expect(receiver.id).toMatch(/^[a-z-]+$/)
      expect(receiver.hint).toMatch(/^[^\n]{20,120}\.$/)
    })

    it.each(urls)('is recognised from %s', url => {
      expect(recogniseReceiver(url).id).toBe(receiver.id)
    })

    it.each(urls)(
      'asks for a valid URL at the same host, and keeps what is already in the query: %s',
      url => {
        const pasted = `${url}${url.includes('?') ? '&' : '?'}keep=%7e+me&keep&b[]=1;2#part`
        for (const report of REPORTS) {
          const request = receiver.request(pasted, Object.freeze({ ...report }))
          expect(heartbeatUrlProblem(request.url)).toBeUndefined()
          expect(new URL(request.url).host).toBe(new URL(url).host)
          expect(request.url).toContain('keep=%7e+me&keep&b[]=1;2')
          expect(request.url.endsWith('#part')).toBe(true)
          expect(receiver.request(pasted, report)).toEqual(request)
        }
      },
    )

    it('cuts a long message to what the service keeps, in whole characters', () => {
      const { url, body } = receiver.request(urls[0], { message: LONG })
      const texts = [...new URL(url).searchParams.values(), body ?? '']
      const told = texts.find(text => text.startsWith('3 missed'))
      if (messageLimit === 0) return expect(told).toBeUndefined()
      expect(LONG).toContain(told)
      expect(Buffer.from(told!).toString()).toBe(told)
      const size = body === undefined ? [...told!].length : Buffer.byteLength(told!)
      expect(size).toBeGreaterThan(messageLimit - 4)
      expect(size).toBeLessThanOrEqual(messageLimit)
    })

    it.each(success)('is content with %i %j', (status, body) => {
      expect(judge(status, body)).toMatchObject({ delivered: true, result: String(status) })
    })

    it('takes no status but 2xx for a success, and retries all that a retry can mend', () => {
      for (let status = 100; status <= 599; status++) {
        if (status >= 200 && status < 300) continue
        const verdict = judge(status, happyBody)
        expect(verdict).toMatchObject({
          delivered: false,
          result: `HTTP error ${status}`,
          retry: !pointless.includes(status),
        })
        expect(verdict.detail).toContain(String(status))
      }
    })

    it.each([
      ['5', 5_000],
      ['0', 0],
      ['60', 60_000],
      ['Sun, 01 Nov 2026 12:00:30 GMT', 30_000],
      ['Sun, 01 Nov 2026 11:00:00 GMT', 0],
    ])('waits as long as a short Retry-After asks (%s)', (value, retryAfter) => {
      for (const status of [429, 503])
        expect(judge(status, '', { 'retry-after': value })).toMatchObject({ retry: true, retryAfter })
    })

    it.each(['61', '3600', '99999999999999999999', 'Sun, 01 Nov 2026 12:01:01 GMT'])(
      'does not retry when Retry-After asks for long (%s)',
      value => {
        const verdict = judge(503, '', { 'retry-after': value })
        expect(verdict).toMatchObject({
          delivered: false,
          retry: false,
          detail: expect.stringMatching(/asks to wait/),
        })
        expect(verdict).not.toHaveProperty('retryAfter')
      },
    )

    it.each(['', '-5', 'soon', '5 minutes', 'Sun, 01 Nov 2026'])(
      'makes nothing of the Retry-After %j',
      value => {
        const verdict = judge(503, '', { 'retry-after': value })
        expect(verdict).toMatchObject({ retry: true })
        expect(verdict).not.toHaveProperty('retryAfter')
      },
    )

    it('says in few words what was answered, without what the body holds of the URL', () => {
      for (const body of ['', happyBody, 'x'.repeat(70_000), '{"ok":', 'null', '[]', '<html>\n</html>'])
        for (const status of [200, 404, 500])
          expect(judge(status, body).detail).toMatch(/^answered \d+[^\n]{0,120}$/)
    })
  })

  describe(`${receiver.name}, over a real connection,`, () => {
    let server: ReceivingServer

    beforeAll(async () => {
      server = await startReceiver()
    })
    afterAll(() => server.close())

    it.each(REPORTS.map((report, i) => [i, report] as const))('delivers report %i', async (_i, report) => {
      server.answerWith(answer(happyStatus, happyBody))
      const wanted = receiver.request(urls[0], report)
      const local = wanted.url.replace(new URL(wanted.url).origin, server.url)
      const client = createHttpClient({ userAgent: 'test' })
      const exchange = await client.send({ ...wanted, url: local }, { notAfter: Number.POSITIVE_INFINITY })
      expect(judgeExchange(receiver, exchange)).toMatchObject({ delivered: true })
      const { method, path, body } = await server.nextRequest()
      const { pathname, search } = new URL(wanted.url)
      expect({ method, path, body }).toEqual({
        method: wanted.method,
        path: pathname + search,
        body: wanted.body ?? '',
      })
    })
  })
}
