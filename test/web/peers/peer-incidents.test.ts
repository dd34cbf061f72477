/** Two watches, each with its own Redis, that page by the same incidents: one asks the other before it sends. */
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { SharedIncidents } from '../../../src/domain/alerts/ports'
import type { Reading } from '../../../src/domain/settings/reading'
import { openSharedIncidents } from '../../../src/io/alerts/shared-incidents'
import { createHttpClient } from '../../../src/io/net/http-client'
import { NOTIFIERS } from '../../../src/notifiers/index'
import { openIncidentsOfPeers } from '../../../src/wire/peers'
import { alertOf, context, failedAlert } from '../../contracts/notifier'
import { ATTIC, PEER_KEY } from '../../support/peers'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { serve } from '../../support/serve'
import { shareRedis } from '../../support/shared-redis'
import { INI, openWeb } from '../../support/web'

const KEY = 'job1-20261128-02'
const JOB = { name: 'job1', since: new Date(2026, 10, 28, 2, 22).getTime() }
const redis = await shareRedis()
const other = await shareRedis()

let pagerduty: Receiver
beforeEach(async () => {
  pagerduty = await startReceiver()
  pagerduty.answerWith(answer(200))
  onTestFinished(pagerduty.close)
})

/** The incidents of a watch on the other Redis, whose peer stands at that address. */
function incidentsBeside(url: string, key = PEER_KEY): SharedIncidents {
  const ini = `[Monitoring]\nheartbeatfrequency = Off\n[peer.pi]\nurl = ${url}\nkey = ${key}\n`
  const ofPeer = openIncidentsOfPeers(
    { read: async () => parseSettings(ini) as Reading },
    { ini: '/nowhere/intvlm8r.ini' },
    { http: createHttpClient({ userAgent: 'test', now: Date.now }), now: Date.now, self: ATTIC },
  )
  return openSharedIncidents(other.admin, undefined, false, ofPeer)
}

async function peer() {
  const web = await openWeb({
    ini: `${INI.replace('= 10', '= Off')}[peer.attic]\nurl = http://attic:8080\nkey = ${PEER_KEY}\n`,
    redis: redis.target,
  })
  const served = await serve(web.app)
  onTestFinished(async () => {
    served.close()
    await web.close()
  })
  return served.url
}

async function send(kind: 'trigger' | 'resolve', incidents: SharedIncidents) {
  const channel: Channel = {
    name: 'pager',
    kind: 'pagerduty',
    origin: 'ini',
    settings: {
      routingkey: '0123456789abcdef0123456789abcdef',
      url: pagerduty.url,
      version: '1',
      offset: '60s',
    },
  }
  const alert = alertOf(kind, kind === 'trigger' ? { ...failedAlert(), ...JOB, kind } : JOB)
  return await NOTIFIERS.pagerduty(alert, channel, context(undefined, { incidents }))
}

it('an incident that a peer has opened is not opened again, and its end is left to the peer', async () => {
  const incidents = incidentsBeside(await peer())
  await openSharedIncidents(redis.admin).noteOpened(KEY, '{}', Date.now())
  expect(await send('trigger', incidents)).toEqual({
    ok: true,
    detail: 'not sent: a peer has opened the incident',
  })
  expect(await send('resolve', incidents)).toEqual({
    ok: true,
    detail: 'not sent: a peer has opened the incident, and resolves it',
  })
  expect(pagerduty.requests).toEqual([])
})

it('an incident that no peer has opened is opened and resolved here', async () => {
  const incidents = incidentsBeside(await peer())
  await openSharedIncidents(redis.admin).noteOpened('job2-20261128-02', '{}', Date.now())
  await send('trigger', incidents)
  await send('resolve', incidents)
  expect(pagerduty.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
    { incident_key: KEY, event_type: 'trigger' },
    { incident_key: KEY, event_type: 'resolve' },
  ])
})

it('an incident is opened where the peer does not answer, or has another key', async () => {
  await openSharedIncidents(redis.admin).noteOpened(KEY, '{}', Date.now())
  for (const incidents of [
    incidentsBeside('http://127.0.0.1:9'),
    incidentsBeside(await peer(), `${PEER_KEY.slice(0, -1)}2`),
  ]) {
    await other.admin.flushall()
    expect(await send('trigger', incidents)).toEqual({ ok: true, detail: 'answered 200' })
  }
  expect(pagerduty.requests).toHaveLength(2)
})

it('a question without an incident is answered by no', async () => {
  const ofNone = incidentsBeside(await peer())
  await openSharedIncidents(redis.admin).noteOpened('', '{}', Date.now())
  expect(await ofNone.openedBy('')).toBeUndefined()
})
