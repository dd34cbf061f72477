import { onTestFinished } from 'vitest'
import { createHttpClient } from '../../src/io/net/http-client'
import { openTrust } from '../../src/io/net/trust'
import { STRAIGHT } from '../../src/io/net/way-out'
import { itIsAProber, NO_PEERS } from '../contracts/prober'
import { answer, type Behaviour, hang, refusingUrl, startReceiver } from '../support/receiver'

const tools = {
  http: createHttpClient({
    userAgent: 'intvlm8r/1.0 (test)',
    way: async () => STRAIGHT,
    trust: openTrust([]),
  }),
  peers: NO_PEERS,
}

const at = (behaviour: Behaviour) => async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  receiver.answerWith(behaviour)
  return { target: receiver.url, tools }
}

itIsAProber('checker', {
  success: [
    { when: 'it answers True', looking: at(answer(200, 'True')), detail: /^127\.0\.0\.1:\d+ is fine$/ },
    { when: 'a line end follows', looking: at(answer(200, 'True\n')), detail: / is fine$/ },
  ],
  // C6: each cause has its own words.
  failure: [
    {
      when: 'it answers MailProblem',
      looking: at(answer(200, 'MailProblem')),
      detail: /^127\.0\.0\.1:\d+ reports that it cannot send e-mail \(MailProblem\)$/,
    },
    {
      when: 'it answers JobProblem',
      looking: at(answer(200, 'JobProblem')),
      detail: / reports that its jobs do not run \(JobProblem\)$/,
    },
    {
      when: 'it answers 500',
      looking: at(answer(500, 'True')),
      detail: / answered 500, where a Checker answers 200$/,
    },
    {
      when: 'a page has the word in it',
      looking: at(answer(200, '<p>Truely</p>')),
      detail: / gave an unexpected answer: none of True, MailProblem and JobProblem$/,
    },
    {
      when: 'two words come together',
      looking: at(answer(200, 'True MailProblem')),
      detail: / gave an unexpected answer/,
    },
    {
      when: 'nothing listens',
      looking: async () => ({ target: await refusingUrl(), tools }),
      detail: /^127\.0\.0\.1:\d+ does not answer: connection refused by /,
    },
  ],
  blind: [
    {
      when: 'no network here leads to it',
      looking: async () => ({ target: 'http://255.255.255.255', tools }),
      detail: /^(there is no way to|no connection to) 255\.255\.255\.255/,
    },
  ],
  silent: at(hang),
})
