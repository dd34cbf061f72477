import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { openProvisioning } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { PEER_KEY } from '../../support/peers'
import { shareRedis } from '../../support/shared-redis'
import { openStore } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
const PEERS = `[peer.office]\nurl = http://office:8080 http://10.8.0.2:8080\nkey = ${PEER_KEY}\n[peer.tor]\nkind = checker\nurl = http://tor:5000\n`

let web: TestWeb

beforeEach(async () => {
  web = await openWeb({ ini: INI + PEERS, redis: redis.target })
})
afterEach(async () => await web.close())

/** Makes the checks that look at the peers, as the worker does. */
async function provide(): Promise<void> {
  const { store, connection } = await openStore(redis)
  const parsed = parseSettings(INI + PEERS)
  if (parsed.kind !== 'ok') throw new Error('the INI has faults')
  const provisioning = openProvisioning(connection, store, openSchedules(), { id: 'here' })
  await provisioning.provide(parsed.settings.checks, true, Date.now())
  await store.close()
}

describe('the page Peers', () => {
  it('shows the way to a first peer where there is none', async () => {
    const { text } = await (await web.admin()).get('/peers').expect(200)
    expect(text).toContain('Nobody watches this watch')
    expect(text).toContain('sudo intvlm8r peer invite')
  })

  it('shows each peer with its answer, since when, its round trip, and when it asked here', async () => {
    await provide()
    const { board } = web.ports.peers
    const at = Date.now() - 20_000
    const since = Date.now() - 3_600_000
    await board.noteAnswer('http://office:8080 http://10.8.0.2:8080', {
      at,
      since,
      words: "can't mail",
      took: 42,
      version: '1.2.3',
      name: 'pi-office',
    })
    await board.noteQuestion('office', { id: 'b', boot: 'b', version: '1.2.3', name: 'pi-office', at })
    const { text } = await (await web.admin()).get('/peers').expect(200)
    const words = text
      .replace(/<[^>]+>/g, '')
      .replace(/&#39;/g, "'")
      .replace(/\s+/g, ' ')
    expect(words).toContain("office can't mail office:8080 and 10.8.0.2:8080 · pi-office · version 1.2.3")
    const clock = String.raw`(\w{3} \d+ \w{3} )?\d\d:\d\d`
    expect(words).toMatch(
      new RegExp(
        String.raw`Asked \d+ s ago \(${clock}\), answered in 42 ms · so since ${clock} \([\w ]+ ago\)`,
      ),
    )
    expect(words).toMatch(new RegExp(String.raw`it asked here \d+ s ago \(${clock}\)`))
    expect(words).toContain('tor not asked yet tor:5000 · a Checker')
    expect(text.length).toBeLessThan(60_000)
    expect(text).not.toContain(PEER_KEY)
  })

  it('says that nobody is asked while no worker runs: the last answers prove nothing', async () => {
    await provide()
    await web.ports.peers.board.noteAnswer('http://tor:5000', { at: Date.now() - 60_000, words: 'fine' })
    const admin = await web.admin()
    const unlooked =
      'Nothing is looked at: the worker is not running.</strong> Peers show what they answered last.'
    expect((await admin.get('/peers').expect(200)).text).toContain(unlooked)
    const pulse = async () => ({ server: 'valkey', workers: 1 })
    const working = await openWeb({
      ini: INI + PEERS,
      redis: redis.target,
      ports: { queue: { ...web.ports.queue, pulse } },
    })
    const { text } = await (await working.admin()).get('/peers').expect(200)
    expect(text).not.toContain('Nothing is looked at')
    await working.close()
  })

  it('is for those who are logged in', async () => {
    await provide()
    const { status, text } = await web.visitor().get('/peers')
    expect(status).toBe(401)
    expect(text).toContain('Log in first.')
    expect(text).not.toContain('office')
  })

  it('has its figures among the metrics', async () => {
    const { board } = web.ports.peers
    const at = Date.now() - 3_600_000
    await board.noteAnswer('http://tor:5000', { at, words: 'fine', took: 42 })
    const { secret } = await web.ports.apiKeys.create('prometheus', 'read', Date.now(), 'never')
    const { text } = await web.visitor().get('/metrics').set('X-Api-Key', secret).expect(200)
    expect(text).toContain('intvlm8r_peer_up{peer="tor"} 1\n')
    expect(text).toContain('intvlm8r_peer_answer{peer="tor",answer="fine"} 1\n')
    expect(text).toContain(`intvlm8r_peer_answer_timestamp_seconds{peer="tor"} ${at / 1000}\n`)
    expect(text).toContain('intvlm8r_peer_round_trip_seconds{peer="tor"} 0.042\n')
    // It is asked once an hour: three hours later the last answer shows nothing.
    await board.noteAnswer('http://tor:5000', { at: Date.now() - 4 * 3_600_000, words: 'fine' })
    const later = await web.visitor().get('/metrics').set('X-Api-Key', secret).expect(200)
    expect(later.text).toContain('intvlm8r_peer_up{peer="tor"} 0\n')
  })
})
