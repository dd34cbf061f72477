import { describe, expect, it } from 'vitest'
import { alertOf, notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'
import { answer } from '../support/receiver'

const settings = (url: string) => ({ url, key: 'secret-key' })

notifierContract({
  kind: 'opsgenie',
  settings,
  success: 202,
  secrets: ['secret-key'],
  shown: body => {
    const { message, description, tags } = JSON.parse(body)
    return [message, description, ...tags].join('\n')
  },
  expectFit: body => {
    const { message, description, tags, details } = JSON.parse(body)
    expect(Array.from(message).length).toBeLessThanOrEqual(130)
    expect(description.length).toBeLessThanOrEqual(15_000)
    expect(tags.length).toBeLessThanOrEqual(20)
    for (const tag of tags) expect(Array.from(tag).length).toBeLessThanOrEqual(50)
    expect(Object.entries(details).flat().join('').length).toBeLessThanOrEqual(8_000)
  },
})

describe('Opsgenie', () => {
  const test = channelTest('opsgenie', settings)

  it('opens an alert under the key of the incident', async () => {
    test.server.answerWith(answer(202, '{"result":"Request will be processed"}'))
    expect(await test.send({}, 'trigger', { tags: ['nas'] })).toMatchObject({ ok: true })
    expect(test.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v2/alerts',
      headers: { authorization: 'GenieKey secret-key' },
    })
    expect(test.body()).toEqual({
      alias: alertOf('trigger').key,
      message: '[DOWN] backup',
      description: `${alertOf('trigger').text}\n\nTags: nas\n\nOpen: ${CHECK_PAGE}\nSilence 1 h: ${SILENCE_PAGE}\nAcknowledge: ${ACKNOWLEDGE_PAGE}`,
      tags: ['nas'],
      details: {},
      entity: 'backup',
      source: 'intvlm8r',
      priority: 'P1',
    })
  })

  it('closes it by the same key, and the one of a test at once', async () => {
    test.server.answerWith(answer(202))
    await test.send({}, 'resolve')
    const close = `/v2/alerts/${alertOf('resolve').key}/close?identifierType=alias`
    expect(test.server.requests[0]?.path).toBe(close)
    expect(test.body()).toEqual({ source: 'intvlm8r', note: `${alertOf('resolve').text}\n\nTags: nas night` })
    await test.send({ priority: 'P2' }, 'test')
    expect(test.server.requests.map(({ path }) => path)).toEqual([close, '/v2/alerts', close])
    expect(test.body(1).priority).toBe('P5')
  })

  it('is not believed when it answers anything but 202', async () => {
    test.server.answerWith(answer(200))
    expect(await test.send({}, 'trigger')).toMatchObject({ ok: false, permanent: true })
  })
})
