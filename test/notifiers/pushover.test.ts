import { describe, expect, it } from 'vitest'
import { AT, alertOf, notifierContract } from '../contracts/notifier'
import { CHECK_PAGE, channelTest } from '../support/channel-test'
import { answer } from '../support/receiver'

const settings = (url: string) => ({ url, token: 'asecrettoken', user: 'usecretuser' })

notifierContract({
  kind: 'pushover',
  settings,
  success: 200,
  secrets: ['asecrettoken', 'usecretuser'],
  shown: body => {
    const { title, message, url } = JSON.parse(body)
    return [title, message, url].join('\n')
  },
  expectFit: body => {
    const { title, message, url } = JSON.parse(body)
    expect(Array.from(title).length).toBeLessThanOrEqual(250)
    expect(message.length).toBeLessThanOrEqual(1_024)
    expect(url.length).toBeLessThanOrEqual(512)
  },
})

describe('Pushover', () => {
  const test = channelTest('pushover', settings)

  it('gets a message with a link', async () => {
    await test.send({}, 'trigger', { tags: [] })
    expect(test.server.requests[0]).toMatchObject({ method: 'POST', path: '/1/messages.json' })
    expect(test.body()).toEqual({
      token: 'asecrettoken',
      user: 'usecretuser',
      title: '🔴 [DOWN] backup',
      message: alertOf('trigger').text,
      priority: 1,
      timestamp: AT / 1_000,
      url: CHECK_PAGE,
      url_title: 'Open',
    })
  })

  it('repeats an emergency until somebody takes note, or until the end comes', async () => {
    await test.send({ priority: '2', sound: 'siren', device: 'phone' }, 'trigger')
    const tags = alertOf('trigger').key
    expect(test.body()).toMatchObject({
      priority: 2,
      retry: 60,
      expire: 10_800,
      tags,
      sound: 'siren',
      device: 'phone',
    })
    await test.send({ priority: '2' }, 'resolve')
    const [, end, cancel] = test.server.requests
    expect(JSON.parse(end?.body ?? '')).toMatchObject({ priority: 0 })
    expect(cancel).toMatchObject({ method: 'POST', path: `/1/receipts/cancel_by_tag/${tags}.json` })
    expect(JSON.parse(cancel?.body ?? '')).toEqual({ token: 'asecrettoken' })
  })

  it('cancels the emergency of each check that is up again by a digest', async () => {
    const items = [
      alertOf('resolve', { key: 'first' }),
      alertOf('trigger', { key: 'second' }),
      alertOf('resolve', { key: 'third' }),
    ]
    await test.send({ priority: '2' }, 'digest', { key: 'digest-first', items })
    expect(test.server.requests.map(({ path }) => path)).toEqual([
      '/1/messages.json',
      '/1/receipts/cancel_by_tag/first.json',
      '/1/receipts/cancel_by_tag/third.json',
    ])
  })

  it('waits until the quota of the month begins anew', async () => {
    const reset = String(AT / 1_000 + 86_400)
    test.server.answerWith(answer(429, '{"status":0}', { 'x-limit-app-reset': reset }))
    expect(await test.send({}, 'trigger')).toMatchObject({ permanent: false, retryAfter: 86_400_000 })
  })

  it('is not believed when its answer has status 0', async () => {
    test.server.answerWith(answer(200, '{"status":0,"errors":["user key is invalid"]}'))
    expect(await test.send({}, 'trigger')).toMatchObject({ ok: false, permanent: true })
  })
})
