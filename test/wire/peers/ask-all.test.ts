import { expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { HttpClient } from '../../../src/domain/net/http-client'
import type { Reading } from '../../../src/domain/settings/reading'
import { DUTY_MS } from '../../../src/domain/time/limits'
import { openAskAll } from '../../../src/wire/peers'
import { ATTIC, PEER_KEY } from '../../support/peers'

/** Asks two peers, of which none answers; returns the milliseconds that each had, by its host. */
async function ask(answered?: readonly string[]) {
  const had: Record<string, number | undefined> = {}
  const http: HttpClient = {
    send: async ({ url }, { deadlineMs }) => {
      had[new URL(url).hostname] = deadlineMs
      return { kind: 'broken', breakdown: 'timeout', detail: 'no answer', at: 0, phases: { total: 1 } }
    },
  }
  const peers = ['office', 'cellar'].map(
    name => `[peer.${name}]\nurl = http://${name}.example:8080\nkey = ${PEER_KEY}\n`,
  )
  const ini = `[Monitoring]\nheartbeatfrequency = Off\n${peers.join('')}`
  const askAll = openAskAll(
    { read: async () => parseSettings(ini) as Reading },
    { ini: '/nowhere/intvlm8r.ini' },
    { http, now: () => 0, self: ATTIC },
    DUTY_MS,
  )
  expect((await askAll(answered)).map(({ name }) => name)).toEqual(['office', 'cellar'])
  return had
}

it('all peers of the INI are asked, and have five seconds', async () => {
  expect(await ask()).toEqual({ 'office.example': 5_000, 'cellar.example': 5_000 })
})

it('those that were silent right before have one second when they are asked again', async () => {
  expect(await ask(['cellar'])).toEqual({ 'office.example': 1_000, 'cellar.example': 5_000 })
})
