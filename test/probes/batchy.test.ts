import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttpClient } from '../../src/io/net/http-client'
import { openTrust } from '../../src/io/net/trust'
import { STRAIGHT } from '../../src/io/net/way-out'
import { AT, itIsAProber, look } from '../contracts/prober'
import {
  answer,
  type Behaviour,
  hang,
  hundredMegabytes,
  refusingUrl,
  resetAfterHeaders,
  startReceiver,
  tricklingBody,
} from '../support/receiver'

const tools = {
  http: createHttpClient({
    userAgent: 'intvlm8r/1.0 (test)',
    way: async () => STRAIGHT,
    trust: openTrust([]),
  }),
}

async function serving(behaviour: Behaviour) {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  receiver.answerWith(behaviour)
  return receiver
}

const at = (behaviour: Behaviour) => async () => ({
  target: `${(await serving(behaviour)).url} nightly`,
  settings: { latency: '60m' },
  tools,
})

/** As batchy answers: jobs with their fields, the whole workflow as `global`. */
const account = (minutes: number, status = 'success') =>
  answer(
    200,
    JSON.stringify({
      load: { status: 'open', batch_start: '2016-01-01T00:00:00.000001' },
      global: {
        batch_id: 1_795_860_000,
        status,
        batch_start: new Date(AT - minutes * 60_000).toISOString().replace('Z', '123'),
        batch_end: null,
      },
    }),
  )

itIsAProber('batchy', {
  success: [
    { when: 'the workflow began lately', looking: at(account(5)), detail: 'nightly began 5m ago' },
    { when: 'it is running', looking: at(account(5, 'open')), detail: 'nightly began 5m ago' },
  ],
  failure: [
    {
      when: 'the workflow began too long ago',
      looking: at(account(61)),
      detail: 'nightly began 1h1m ago, and has to within 1h',
    },
    { when: 'it failed', looking: at(account(5, 'failure')), detail: 'nightly failed; it began 5m ago' },
    {
      when: 'the workflow is unknown, which batchy answers with 200',
      looking: at(answer(200, '{}')),
      detail: 'the server knows no workflow nightly',
    },
    {
      when: 'the server fails',
      looking: at(answer(500, 'oh no')),
      detail: /^127\.0\.0\.1:\d+ answered 500$/,
    },
    { when: 'the server breaks off', looking: at(resetAfterHeaders), detail: / did not end its answer$/ },
    { when: 'the answer has no end', looking: at(hundredMegabytes), detail: / is longer than 1 MiB$/ },
    {
      when: 'nothing listens',
      looking: async () => ({ target: `${await refusingUrl()} nightly`, settings: { latency: '1h' }, tools }),
      detail: /^connection refused by 127\.0\.0\.1:\d+$/,
    },
  ],
  blind: [
    {
      when: 'no network here leads to the server',
      looking: async () => ({ target: 'http://255.255.255.255 nightly', settings: { latency: '1h' }, tools }),
      detail: /^(there is no way to 255\.255\.255\.255|no connection to 255\.255\.255\.255)/,
    },
  ],
  silent: at(hang),
})

describe('a look at a workflow', () => {
  it('asks for its status as the client of batchy does', async () => {
    const server = await serving(account(1))
    await look('batchy', `${server.url} nightly`, { tools, settings: { latency: '60m' } })
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/get_status/nightly' }])
  })

  it('ends in time when the answer drips', async () => {
    const { url } = await serving(tricklingBody)
    const seen = await look('batchy', `${url} nightly`, { tools, settings: { latency: '1h' }, timeout: 300 })
    expect(seen).toMatchObject({ answer: 'failure', detail: expect.stringMatching(/ in time$/) })
  })
})
