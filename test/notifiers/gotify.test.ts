import { describe, expect, it } from 'vitest'
import { alertOf, notifierContract } from '../contracts/notifier'
import { CHECK_PAGE, channelTest } from '../support/channel-test'

const settings = (url: string) => ({ url: `${url}/behind/a/proxy/`, token: 'Asecret' })

notifierContract({
  kind: 'gotify',
  settings,
  success: 200,
  secrets: ['Asecret'],
  shown: body => [JSON.parse(body).title, JSON.parse(body).message].join('\n'),
  expectFit: body => expect(JSON.parse(body).message.length).toBeLessThanOrEqual(8_000),
})

describe('Gotify', () => {
  const test = channelTest('gotify', settings)

  it('gets a plain message that opens the page of the check', async () => {
    await test.send({}, 'trigger', { tags: [] })
    expect(test.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/behind/a/proxy/message',
      headers: { 'x-gotify-key': 'Asecret' },
    })
    expect(test.body()).toEqual({
      title: '🔴 [DOWN] backup',
      message: `${alertOf('trigger').text}\n\n${CHECK_PAGE}`,
      priority: 8,
      extras: {
        'client::display': { contentType: 'text/plain' },
        'client::notification': { click: { url: CHECK_PAGE } },
      },
    })
  })

  it('wakes people for what goes down, as much as they want, and for nothing else', async () => {
    await test.send({ priority: '10' }, 'trigger')
    expect(test.body().priority).toBe(10)
    await test.send({ priority: '10' }, 'resolve')
    expect(test.body().priority).toBe(4)
  })
})
