import { describe, expect, it } from 'vitest'
import { alertOf, notifierContract } from '../contracts/notifier'
import { CHECK_PAGE, channelTest } from '../support/channel-test'
import { answer } from '../support/receiver'

const settings = (url: string) => ({ url, key: 'secret-key' })

notifierContract({
  kind: 'apprise',
  settings,
  success: 200,
  passing: 424,
  secrets: ['secret-key'],
  shown: body => [JSON.parse(body).title, JSON.parse(body).body].join('\n'),
  expectFit: body => expect(JSON.parse(body).body.length).toBeLessThanOrEqual(8_000),
})

describe('Apprise', () => {
  const test = channelTest('apprise', settings)

  it('gets a text for the services under a key, and under one tag of them', async () => {
    await test.send({ tag: 'night' }, 'trigger', { tags: [] })
    expect(test.server.requests[0]).toMatchObject({ method: 'POST', path: '/notify/secret-key' })
    expect(test.body()).toEqual({
      title: '[DOWN] backup',
      body: `${alertOf('trigger').text}\n\n${CHECK_PAGE}`,
      type: 'failure',
      format: 'text',
      tag: 'night',
    })
  })

  it('gets the addresses of services where there is no key', async () => {
    await test.send({ key: '', addresses: 'mailto://a:b@example.org' }, 'resolve')
    expect(test.server.requests[0]?.path).toBe('/notify')
    expect(test.body()).toMatchObject({ urls: 'mailto://a:b@example.org', type: 'success' })
  })

  it.each([
    ['down', 'failure'],
    ['blind', 'warning'],
    ['flapping', 'warning'],
    ['up', 'success'],
    ['paused', 'info'],
    ['mixed', 'info'],
  ] as const)('is told that a check is %s as %s', async (status, type) => {
    await test.send({}, 'trigger', { status })
    expect(test.body().type).toBe(type)
  })

  it('is not believed when it had nobody to notify', async () => {
    test.server.answerWith(answer(204))
    expect(await test.send({}, 'trigger')).toMatchObject({ ok: false, permanent: true })
  })

  it.each([
    [{ key: '', addresses: '' }, ['key']],
    [{ key: 'a', addresses: 'b' }, ['addresses']],
    [{ key: '', addresses: 'b', tag: 'c' }, ['tag']],
  ])('has a fault with %j', async (more, keys) => {
    const { channelFaults } = await import('../../src/domain/alerts/channel')
    const all = { ...settings('http://a'), ...more }
    const faults = channelFaults({ name: 'a', kind: 'apprise', origin: 'page', settings: all })
    expect(faults.map(({ key }) => key)).toEqual(keys)
  })
})
