/** Changes of a check of another member of the group: they are made at its home, and count here at once. */
import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useLanguage } from '../../../src/domain/language/use-language'
import { planOf } from '../../../src/domain/watch/check-plan'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { createApplyPage } from '../../../src/operations/peers/apply-page'
import { createFollowMembers } from '../../../src/operations/peers/follow-members'
import { idle } from '../../../src/operations/peers/idle'
import { createPageAges } from '../../../src/operations/peers/page-ages'
import { createShareWindows } from '../../../src/operations/peers/share-windows'
import { openOutward } from '../../../src/wire/net'
import { peerSelf } from '../../../src/wire/peers'
import { openAskMember, openGroup } from '../../../src/wire/peers/group'
import { openWindows } from '../../../src/wire/watch/window-list'
import { PEER_KEY } from '../../support/peers'
import { type Served, serve } from '../../support/serve'
import { shareRedis } from '../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
const IDS = { attic: 'a77ca77ca77c', barn: 'ba2eba2eba2e' }
const AWAY =
  'this check stays as it was: attic, its home in the group, does not answer, and it can be changed there alone; try again when attic answers, as the page Peers shows'

let attic: TestWeb
let barn: TestWeb
let served: Served
let connection: Redis
let id: string

/** The web apps of two members; the check was made on the attic, and the barn has its copy. */
beforeEach(async () => {
  attic = await openMember('attic', `[peer.barn]\nurl = http://127.0.0.1:9\n`)
  served = await serve(attic.app as RequestListener)
  barn = await openMember('barn', `[peer.attic]\nurl = ${served.url}\n`)
  const made = await attic.ports.checks.create(
    planOf({ name: 'Backup of the NAS', tags: ['nas'], schedule: { kind: 'period', period: 3_600_000 } }),
    'page',
    Date.now(),
  )
  id = made.check.id
  await follow()
})
afterEach(async () => {
  served.close()
  connection.disconnect()
  await Promise.all([attic.close(), barn.close()])
})

async function openMember(name: 'attic' | 'barn', peer: string): Promise<TestWeb> {
  const rank = name === 'attic' ? 1 : 2
  const ini = `${INI}[channel.phone]\nkind = webhook\nurl = http://127.0.0.1:9/\n[Group]\nrank = ${rank}\n${peer}key = ${PEER_KEY}\ngroup = on\n`
  return await openWeb({ id: IDS[name], ini, redis: { ...redis.target, prefix: `copies-${name}` } })
}

/** The barn gets what the attic has. */
async function follow(): Promise<void> {
  const { settings, checks, now } = barn.ports
  const self = peerSelf({ id: IDS.barn, prefix: IDS.barn }, { version: '1.2.3', boot: '' })
  connection = connectWorker({ ...redis.target, prefix: 'copies-barn' })
  const group = openGroup({ connection, settings, where: barn.where, checks, self, now: Date.now })
  const { http } = openOutward({
    ...{ version: '1.2.3', now, settings, where: barn.where },
    variables: { http: '', https: '', no: '' },
  })
  const takeOverIncident = async () => {}
  const ports = {
    ...group,
    ask: openAskMember({ http, now, self, claimId: barn.ports.peers.claimId }),
    ages: createPageAges(group.machine),
    onError: () => {},
    idle,
  }
  const following = createFollowMembers({
    ...ports,
    apply: createApplyPage({ ...group, takeOverIncident, now }),
  })
  await following.sync(group.machine())
  following.close()
  expect((await checks.get(id))?.check.home).toBe(IDS.attic)
}

const both = async () => await Promise.all([attic, barn].map(({ ports }) => ports.checks.get(id)))

async function asProgram({ ports, visitor }: TestWeb) {
  const { secret } = await ports.apiKeys.create('full', 'full', Date.now(), 'never')
  return (method: 'post' | 'patch' | 'delete', path: string, body?: object) =>
    visitor()[method](path).set('X-Api-Key', secret).send(body)
}

describe('by a program', () => {
  it('a change of the plan is made at the home, and the answer has it', async () => {
    const send = await asProgram(barn)
    const answered = await send('patch', `/api/checks/${id}`, {
      name: 'Other',
      tags: ['nas', 'new'],
      grace: '5m',
    })
    expect(answered.body).toMatchObject({ name: 'Other', tags: ['nas', 'new'], grace: 300 })
    for (const watched of await both())
      expect(watched?.check).toMatchObject({ name: 'Other', tags: ['nas', 'new'], grace: 300_000 })
    const [atHome, here] = await both()
    expect([atHome?.check.origin, here?.check.origin]).toEqual(['page', 'peer'])
    await send('post', `/api/v3/checks/${id}`, { name: 'By another API' }).expect(200)
    await send('post', '/api/checks', { name: 'By another API', unique: ['name'], description: 'x' }).expect(
      200,
    )
    expect((await both()).map(watched => watched?.check.description)).toEqual(['x', 'x'])
    expect(await attic.ports.checks.count()).toBe(1)
    expect(attic.logged).toContain('info changed the check "Backup of the NAS", as barn of the group asked')
  })

  it('an option can be taken away', async () => {
    const send = await asProgram(barn)
    const quietHours = async () => (await both()).map(watched => watched?.check.quietHours ?? 'none')
    await send('patch', `/api/checks/${id}`, { quietHours: '22:00-07:00' }).expect(200)
    expect(await quietHours()).toEqual(['22:00-07:00', '22:00-07:00'])
    await send('patch', `/api/checks/${id}`, { quietHours: null }).expect(200)
    expect(await quietHours()).toEqual(['none', 'none'])
  })

  it('pauses, silences and acknowledgements are made there, and have arrived with the answer', async () => {
    const send = await asProgram(barn)
    await attic.ports.checks.record({ id }, { kind: 'fail', at: Date.now(), detail: {} })
    connection.disconnect()
    await follow()
    await send('post', `/api/checks/${id}/acknowledge`, { by: 'Anna' }).expect(200)
    expect((await both()).map(watched => watched?.state.acknowledged?.by)).toEqual(['Anna', 'Anna'])
    await send('post', `/api/checks/${id}/silence`, { until: 'recovery' }).expect(200)
    expect((await both()).map(watched => watched?.state.silenced)).toEqual(['recovery', 'recovery'])
    await send('post', `/api/checks/${id}/pause`).expect(200)
    expect((await both()).map(watched => watched?.state.status)).toEqual(['paused', 'paused'])
    await send('post', `/api/checks/${id}/resume`).expect(200)
    expect((await both()).map(watched => watched?.state.status)).toEqual(['new', 'new'])
  })

  it('a deletion removes it from both', async () => {
    const send = await asProgram(barn)
    await send('delete', `/api/checks/${id}`).expect(204)
    expect(await both()).toEqual([undefined, undefined])
  })

  it('a deletion removes it here where its home is a member no more', async () => {
    const send = await asProgram(barn)
    await barn.writeIni((await barn.ini()).replace('group = on', 'group = off'))
    await send('patch', `/api/checks/${id}`, { name: 'Other' }).expect(409)
    await send('delete', `/api/checks/${id}`).expect(204)
    expect((await both()).map(watched => watched?.check.name)).toEqual(['Backup of the NAS', undefined])
    // It is a member again, and has news of the check.
    await attic.ports.checks.record({ id }, { kind: 'success', at: Date.now(), detail: {} })
    await barn.writeIni((await barn.ini()).replace('group = off', 'group = on'))
    connection.disconnect()
    await follow()
  })

  it('the home refuses what it could not do itself, and says why', async () => {
    const send = await asProgram(barn)
    await barn.writeIni(`${await barn.ini()}[channel.only-here]\nkind = webhook\nurl = http://127.0.0.1:9/\n`)
    const odd = await send('patch', `/api/checks/${id}`, { channels: ['only-here'] })
    expect([odd.status, odd.body.error]).toEqual([
      409,
      'this check stays as it was: attic, its home in the group, refuses the change: channels: there is no channel "only-here"; there are: phone',
    ])
    await attic.writeIni(
      (await attic.ini()).replace('[Monitoring]', '[Monitoring]\nheartbeatgates = backup-of-the-nas'),
    )
    const gate = await send('delete', `/api/checks/${id}`)
    expect([gate.status, gate.body.error]).toEqual([
      409,
      'this check stays as it was: attic, its home in the group, refuses the change: it is a gate of the heartbeat there: take backup-of-the-nas out of heartbeatgates in the INI first',
    ])
    expect((await both()).map(watched => watched?.check.channels)).toEqual([[], []])
  })

  it('while the home does not answer, the plan stays, and pauses and silences are made here', async () => {
    served.close()
    const send = await asProgram(barn)
    for (const answer of [
      await send('patch', `/api/checks/${id}`, { name: 'Other' }),
      await send('delete', `/api/checks/${id}`),
      await send('post', `/api/v3/checks/${id}`, { name: 'Other' }),
    ])
      expect([answer.status, answer.body.error]).toEqual([503, AWAY])
    await send('post', `/api/checks/${id}/silence`, { for: '2h' }).expect(200)
    expect((await send('post', `/api/checks/${id}/pause`)).body.status).toBe('paused')
    const [atHome, here] = await both()
    expect([atHome?.state.status, here?.state.status, here?.check.name]).toEqual([
      'new',
      'paused',
      'Backup of the NAS',
    ])
  })
})

describe('maintenance', () => {
  it('by a window of the home holds here, and is changed there', async () => {
    const settings = { start: '2020-01-01 00:00', duration: '400d', period: '365d', tags: 'nas' }
    await attic.ports.windowStore.save({ name: 'nas-update', origin: 'page', settings })
    const parts = { settings: attic.ports.settings, where: attic.where, checks: attic.ports.checks }
    const own = connectWorker({ ...redis.target, prefix: 'copies-attic' })
    const self = peerSelf({ id: IDS.attic, prefix: IDS.attic }, { version: '1.2.3', boot: '' })
    const { copies } = openGroup({ connection: own, ...parts, self, now: Date.now })
    const windows = openWindows(own, attic.ports.settings).ownWindows
    await createShareWindows({ self: IDS.attic, windows, copies, zone: () => 'UTC' })({ members: [] })
    own.disconnect()
    connection.disconnect()
    await follow()

    const send = await asProgram(barn)
    const { secret } = await barn.ports.apiKeys.create('reader', 'read', Date.now(), 'never')
    const listed = await barn.visitor().get('/api/windows').set('X-Api-Key', secret)
    expect(listed.body.windows).toMatchObject([{ name: 'nas-update', origin: 'peer', settings }])
    const shown = await barn.visitor().get(`/api/checks/${id}`).set('X-Api-Key', secret)
    expect(shown.body.maintenance).toMatchObject({ window: 'nas-update' })
    const refused = await send('delete', '/api/windows/nas-update')
    expect([refused.status, refused.body.error]).toEqual([
      409,
      `this window is one of the member of the group with the id ${IDS.attic}; change it there`,
    ])
    const admin = await barn.admin()
    const { text } = await admin.get('/windows').expect(200)
    expect(text).toContain('of attic in the group, and changed there')
    await admin.get('/windows/nas-update/edit').expect(403)
  })
})

describe('on the page', () => {
  const form = (name: string) => ({
    name,
    kind: 'period',
    period: '1h',
    grace: '10m',
    tags: 'nas',
    failuresBeforeAlert: '1',
  })

  it('the form names the home, and saves there', async () => {
    const admin = await barn.admin()
    const { text } = await admin.get(`/checks/${id}`).expect(200)
    expect(text).toContain('This check was made on <strong>attic</strong>, its home in the')
    expect(text).toContain(`href="/checks/${id}/edit"`)
    await admin.get(`/checks/${id}/edit`).expect(200)
    await admin.post(`/checks/${id}`).type('form').send(form('By form')).expect(303)
    expect((await both()).map(watched => watched?.check.name)).toEqual(['By form', 'By form'])
  })

  it('a form that was opened before somebody changed the check at its home shows both', async () => {
    const admin = await barn.admin()
    const { text } = await admin.get(`/checks/${id}/edit`)
    const revision = /name="revision" value="([^"]+)"/.exec(text)?.[1] ?? ''
    await attic.ports.checks.update(id, { name: 'Theirs' }, Date.now())
    const answered = await admin
      .post(`/checks/${id}`)
      .type('form')
      .send({ ...form('Mine'), revision })
    expect(answered.status).toBe(409)
    expect(answered.text).toContain('Saved now: Theirs')
    expect((await both()).map(watched => watched?.check.name)).toEqual(['Theirs', 'Theirs'])
  })

  it('while the home does not answer, the form stays as it was typed', async () => {
    served.close()
    const admin = await barn.admin()
    const answered = await admin.post(`/checks/${id}`).type('form').send(form('Typed with care'))
    expect(answered.status).toBe(503)
    expect(answered.text).toContain(AWAY)
    expect(answered.text).toContain('value="Typed with care"')
  })

  it('on a German page the reason is German, in the form and on a page of its own', async () => {
    served.close()
    const admin = await barn.admin()
    await barn.writeIni((await barn.ini()).replace('[Web]\n', '[Web]\nlanguage = de\n'))
    try {
      const saved = await admin.post(`/checks/${id}`).type('form').send(form('Typed with care'))
      const deleted = await admin.post(`/checks/${id}/delete`).set('Accept', 'text/html').type('form')
      expect([saved.status, deleted.status]).toEqual([503, 503])
      expect(saved.text).toContain(
        '<strong>Nicht gespeichert:</strong> diese Prüfung bleibt, wie sie war: attic',
      )
      expect(deleted.text).toContain('>Diese Prüfung bleibt, wie sie war: attic')
      for (const { text } of [saved, deleted]) expect(text).not.toContain('does not answer')
    } finally {
      useLanguage('en')
    }
  })

  it('actions on several at once are made there, and say how many were not', async () => {
    const admin = await barn.admin()
    const bulk = (act: object) =>
      admin
        .post('/checks/bulk')
        .type('form')
        .send({ id, ...act })
    await bulk({ act: 'tag', word: 'new' }).expect(303)
    await bulk({ act: 'channel', by: 'phone' }).expect(303)
    for (const watched of await both())
      expect(watched?.check).toMatchObject({ tags: ['nas', 'new'], channels: ['phone'] })
    served.close()
    const { headers } = await bulk({ act: 'untag', word: 'new' }).expect(303)
    const { text } = await admin.get(headers.location ?? '')
    expect(text).toContain(
      '1 stays as it is, since its home in the group does not answer or refuses the change',
    )
  })
})
