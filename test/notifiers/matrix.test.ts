import { describe, expect, it } from 'vitest'
import { AT, notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'
import { answer } from '../support/receiver'

const settings = (url: string) => ({ url: `${url}/`, token: 'syt_secret', room: '!abc:example.org' })

notifierContract({
  kind: 'matrix',
  settings,
  success: 200,
  secrets: ['syt_secret'],
  shown: body => JSON.parse(body).body,
  expectFit: body => expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536 - 2_000),
})

describe('a room of Matrix', () => {
  const test = channelTest('matrix', settings)

  it('gets plain text, and HTML in which nothing is markup or a mention', async () => {
    await test.send({}, 'trigger', { text: '<h1>a</h1> & "b"\n@room', tags: [] })
    expect(test.server.requests[0]).toMatchObject({
      method: 'PUT',
      path: expect.stringMatching(
        /^\/_matrix\/client\/v3\/rooms\/!abc%3Aexample\.org\/send\/m\.room\.message\/[0-9a-f]{32}$/,
      ),
      headers: { authorization: 'Bearer syt_secret' },
    })
    expect(test.body()).toEqual({
      msgtype: 'm.text',
      body: `🔴 [DOWN] backup\n\n<h1>a</h1> & "b"\n@room\n\n${CHECK_PAGE}`,
      format: 'org.matrix.custom.html',
      formatted_body: `<strong>🔴 [DOWN] backup</strong><br>&lt;h1&gt;a&lt;/h1&gt; &amp; &quot;b&quot;<br>@room<br><a href="${CHECK_PAGE}">Open</a> · <a href="${SILENCE_PAGE}">Silence 1 h</a> · <a href="${ACKNOWLEDGE_PAGE}">Acknowledge</a>`,
      'm.mentions': {},
    })
  })

  it('takes another attempt at an alert for the same message, and a reminder for a new one', async () => {
    await test.send({}, 'trigger')
    await test.send({}, 'trigger')
    await test.send({}, 'reminder', { at: AT + 3_600_000 })
    await test.send({}, 'reminder', { at: AT + 7_200_000 })
    const [first, again, reminder, later] = test.server.requests.map(({ path }) => path)
    expect(again).toBe(first)
    expect(new Set([first, reminder, later]).size).toBe(3)
  })

  it('is told that a check is down also where it was told at the same time that nobody could look at it', async () => {
    await test.send({}, 'trigger', { status: 'blind', subject: '[BLIND] backup' })
    await test.send({}, 'trigger')
    const [blind, down] = test.server.requests.map(({ path }) => path)
    expect(down).not.toBe(blind)
  })

  it('is found by its address', async () => {
    test.server.answerWith(answer(200, '{"room_id":"!found:example.org"}'), answer(200, '{"event_id":"$1"}'))
    expect(await test.send({ room: '#alerts:example.org' }, 'trigger')).toMatchObject({ ok: true })
    const [lookup, message] = test.server.requests
    expect(lookup).toMatchObject({
      method: 'GET',
      path: '/_matrix/client/v3/directory/room/%23alerts%3Aexample.org',
    })
    expect(message?.path).toContain('/rooms/!found%3Aexample.org/send/')
  })

  it('is a final failure where no room has its address, and a passing one while nobody knows', async () => {
    test.server.answerWith(answer(404, '{"errcode":"M_NOT_FOUND"}'))
    const to = { room: '#gone:example.org' }
    expect(await test.send(to, 'trigger')).toMatchObject({ ok: false, permanent: true })
    test.server.answerWith(answer(502, 'a page'))
    expect(await test.send(to, 'trigger')).toMatchObject({ ok: false, permanent: false })
    test.server.answerWith(answer(200, '{}'))
    expect(await test.send(to, 'trigger')).toMatchObject({ ok: false, permanent: true })
  })

  it('waits as long as the server says in its answer', async () => {
    test.server.answerWith(answer(429, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}'))
    expect(await test.send({}, 'trigger')).toMatchObject({ ok: false, permanent: false, retryAfter: 2_500 })
  })
})
