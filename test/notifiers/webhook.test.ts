import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { alertOf, deliver, failedAlert, notifierContract, ODD } from '../contracts/notifier'
import { type Receiver, startReceiver } from '../support/receiver'

notifierContract({
  kind: 'webhook',
  settings: url => ({ url: `${url}/hook/secret-path?key=secret-key`, headers: 'X-Key: secret-header' }),
  success: 200,
  secrets: ['secret-path', 'secret-key', 'secret-header'],
  shown: body => Object.values(JSON.parse(body)).join('\n'),
  expectFit: () => {},
})

describe('a webhook', () => {
  let server: Receiver
  beforeEach(async () => {
    server = await startReceiver()
  })
  afterEach(() => server.close())

  const send = (settings: Record<string, string>, ...alert: Parameters<typeof alertOf>) =>
    deliver(
      { name: 'hook', kind: 'webhook', origin: 'page', settings: { url: server.url, ...settings } },
      alertOf(...alert),
    )

  it('gets everything where no body is set', async () => {
    await send({}, 'trigger')
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      kind: 'trigger',
      status: 'down',
      name: 'backup',
      subject: '[DOWN] backup',
      text: alertOf('trigger').text,
      key: alertOf('trigger').key,
      check: alertOf('trigger').check,
      tags: 'nas night',
      reason: 'silence',
      since: '2026-11-20T11:59:00.000Z',
      until: '',
      at: '2026-11-20T12:00:00.000Z',
      url: `http://pi:8080/checks/${alertOf('trigger').check}`,
    })
  })

  it('gets the facts of a run where there are some, and has places for them', async () => {
    await send({}, 'trigger', failedAlert())
    const body = JSON.parse(server.requests[0]?.body ?? '')
    expect(body).toMatchObject({ exitcode: '3', duration: '724', schedule: failedAlert().schedule })
    expect(body.lastlines.split('\n').at(-1)).toBe('> no space left on device (28)')
    expect(body.text).toContain(body.lastlines)
    await send({ body: '{"a": "{{exitcode}} {{duration}} {{schedule}} {{lastlines}}|"}' }, 'trigger')
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({ a: '   |' })
  })

  it('gets a body of one’s own, however deep the places are', async () => {
    const body =
      '{"text": "{{ status }}: {{name}}", "list": [{"a": "{{kind}}{{kind}}"}], "n": 1, "x": "{{unknown}} {{toString}}"}'
    await send({ body, method: 'PUT', headers: 'Authorization: Bearer x:y | X-Kind: alert' }, 'trigger', {
      name: ODD,
    })
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      headers: { authorization: 'Bearer x:y', 'x-kind': 'alert', 'content-type': 'application/json' },
    })
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      text: `down: ${ODD}`,
      list: [{ a: 'triggertrigger' }],
      n: 1,
      x: '{{unknown}} {{toString}}',
    })
  })

  it('gets no body by GET', async () => {
    expect(await send({ method: 'GET' }, 'trigger')).toMatchObject({ ok: true })
    expect(server.requests[0]).toMatchObject({ method: 'GET', body: '' })
  })

  it.each([
    [{ body: '{"text": {{name}}}' }, /no JSON/],
    [{ headers: 'no header' }, /headers/],
    [{ headers: 'X-A: a\r\nX-B: b' }, /headers/],
  ])('that is set wrong (%j) is a final failure with the reason', async (settings, reason) => {
    expect(await send(settings, 'trigger')).toMatchObject({
      ok: false,
      permanent: true,
      detail: expect.stringMatching(reason),
    })
    expect(server.requests).toEqual([])
  })
})

describe('a body of one’s own', () => {
  let server: Receiver
  beforeAll(async () => {
    server = await startReceiver()
  })
  afterAll(() => server.close())

  it('cannot be broken out of by any name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async name => {
        const settings = { url: server.url, body: '{"a": "<{{name}}>", "b": true}' }
        await deliver(
          { name: 'hook', kind: 'webhook', origin: 'page', settings },
          alertOf('trigger', { name }),
        )
        const { a, ...rest } = JSON.parse(server.requests.at(-1)?.body ?? '')
        expect(rest).toEqual({ b: true })
        expect(a).toBe(Buffer.from(`<${name}>`).toString())
      }),
      { numRuns: 50 },
    )
  })
})
