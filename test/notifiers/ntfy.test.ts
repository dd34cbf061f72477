import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alertOf, deliver, notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, SILENCE_PAGE } from '../support/channel-test'
import { answer, type Receiver, startReceiver } from '../support/receiver'

const settings = (url: string) => ({ topic: 'secret-topic', token: 'tk_secret', url })

notifierContract({
  kind: 'ntfy',
  settings,
  success: 200,
  secrets: ['secret-topic', 'tk_secret'],
  shown: body => {
    const { title, message, tags, click } = JSON.parse(body)
    return [title, message, ...tags, click].join('\n')
  },
  expectFit: body => {
    expect(Buffer.byteLength(JSON.parse(body).message)).toBeLessThanOrEqual(4_096)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(2 * 4_096)
  },
})

describe('ntfy', () => {
  let server: Receiver
  beforeEach(async () => {
    server = await startReceiver()
  })
  afterEach(() => server.close())

  const send = (more: Record<string, string>, ...alert: Parameters<typeof alertOf>) =>
    deliver(
      { name: 'phone', kind: 'ntfy', origin: 'page', settings: { ...settings(server.url), ...more } },
      alertOf(...alert),
    )
  const last = () => JSON.parse(server.requests.at(-1)?.body ?? '')

  it('gets JSON at its root, with the token', async () => {
    await send({}, 'trigger')
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/',
      headers: { authorization: 'Bearer tk_secret' },
    })
    expect(last()).toEqual({
      topic: 'secret-topic',
      title: '[DOWN] backup',
      message: alertOf('trigger').text,
      tags: ['rotating_light', 'nas', 'night'],
      priority: 4,
      click: CHECK_PAGE,
      actions: [
        { action: 'view', label: 'Open', url: CHECK_PAGE },
        { action: 'view', label: 'Silence 1 h', url: SILENCE_PAGE },
        { action: 'view', label: 'Acknowledge', url: ACKNOWLEDGE_PAGE },
      ],
    })
  })

  it('gets no token where there is none', async () => {
    await send({ token: '' }, 'trigger')
    expect(server.requests[0]?.headers).toHaveProperty('content-type')
    expect(server.requests[0]!.headers).not.toHaveProperty('authorization')
  })

  it.each([
    ['down', 'rotating_light'],
    ['blind', 'see_no_evil'],
    ['flapping', 'ocean'],
    ['up', 'white_check_mark'],
    ['paused', 'double_vertical_bar'],
    ['mixed', 'clipboard'],
  ] as const)('shows that a check is %s as %s', async (status, tag) => {
    await send({}, 'trigger', { status })
    expect(last().tags[0]).toBe(tag)
  })

  it('wakes people for what goes down, as much as they want, and for nothing else', async () => {
    await send({ priority: '5' }, 'trigger')
    expect(last().priority).toBe(5)
    await send({ priority: '5' }, 'resolve')
    expect(last()).toMatchObject({ priority: 3, tags: ['white_check_mark', 'nas', 'night'] })
  })

  it.each([
    ['', '/mine', '/'],
    ['mine', '/mine', '/'],
    ['', '/mine/', '/'],
    ['', '/behind/a/proxy/mine', '/behind/a/proxy'],
    ['mine', '/behind/a/proxy', '/behind/a/proxy'],
    ['', '/mine?auth=c2VjcmV0', '/?auth=c2VjcmV0'],
  ])('gets its topic %j also from the end of its address %s', async (topic, path, root) => {
    await send({ topic, url: `${server.url}${path}` }, 'trigger')
    expect(last().topic).toBe('mine')
    expect(server.requests[0]?.path).toBe(root)
  })

  it('is not believed when it published to another topic', async () => {
    const published = (topic: string) => answer(200, JSON.stringify({ event: 'message', topic }))
    server.answerWith(published('other'))
    const delivery = await send({ url: `${server.url}/other` }, 'trigger')
    expect(delivery).toMatchObject({ ok: false, permanent: true })
    expect(delivery.detail).not.toMatch(/other$|secret-topic/)
    server.answerWith(published('secret-topic'))
    expect(await send({}, 'trigger')).toMatchObject({ ok: true })
  })

  it('gets no more than fits into a message', async () => {
    await send({}, 'trigger', { text: '😀'.repeat(9_000) })
    const bytes = Buffer.byteLength(last().message)
    expect(bytes).toBeLessThanOrEqual(4_096)
    expect(bytes).toBeGreaterThanOrEqual(4_000)
  })
})
