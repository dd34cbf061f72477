/** Peers with two addresses, of which the first leads to nobody. */
import { expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { HttpClient } from '../../../src/domain/net/http-client'
import type { Peer } from '../../../src/domain/peers/peer'
import type { Reading } from '../../../src/domain/settings/reading'
import { seal } from '../../../src/io/peers/sealed'
import { readQuestion, signAnswer } from '../../../src/io/peers/signature'
import { openAskAll, openIncidentsOfPeers } from '../../../src/wire/peers'
import { openAskHome, openAskMember } from '../../../src/wire/peers/group'
import { ATTIC, PEER_KEY } from '../../support/peers'

const OFFICE = { ...ATTIC, id: 'd0d0d0d0d0d0', name: 'office' }
const URLS = ['http://dead.example', 'http://live.example']
const PEER: Peer = { name: 'office', key: PEER_KEY, urls: URLS, looks: [], lookHosts: [], isMember: true }
const INI = `[Monitoring]\nheartbeatfrequency = Off\n[peer.office]\nurl = ${URLS.join(' ')}\nkey = ${PEER_KEY}\n`
const settings = { read: async () => parseSettings(INI) as Reading }
const where = { ini: '/nowhere/intvlm8r.ini' }

/** The hosts that were asked, and the time that each had; all but the live one are silent. */
function network(answer: object) {
  const asked: string[] = []
  const times: (number | undefined)[] = []
  let live = 'live'
  const http: HttpClient = {
    send: async ({ url, headers = {} }, { signal, deadlineMs }) => {
      const host = new URL(url).hostname.replace('.example', '')
      asked.push(host)
      times.push(deadlineMs)
      const phases = { total: 1 }
      if (host !== live || signal?.aborted) {
        await new Promise<void>(resolve => {
          setTimeout(resolve, Math.min(deadlineMs ?? 0, 50))
          signal?.addEventListener('abort', () => resolve())
        })
        return { kind: 'broken', breakdown: 'timeout', detail: 'no answer', at: 0, phases }
      }
      const { nonce = '' } = readQuestion(headers['X-Intvlm8r-Peer']) ?? {}
      const body = JSON.stringify({ ...OFFICE, ...answer })
      const head = { at: 0, challenge: 'c'.repeat(16) }
      const signed = { 'x-intvlm8r-peer': signAnswer(PEER_KEY, head, nonce, 200, body) }
      return { kind: 'answer', status: 200, headers: signed, body, at: 0, phases } as never
    },
  }
  const lead = (host: string) => {
    live = host
  }
  return { asked, times, lead, ways: { http, now: () => 0, self: ATTIC } }
}

it('the second address of a peer that shares a heartbeat has its share of the time', async () => {
  const { asked, ways } = network({ troubles: [], isTwin: false })
  const ask = openAskAll(settings, where, ways, { first: 40, silent: 40 } as never)
  expect((await ask()).map(one => one.asked.kind)).toEqual(['answer'])
  expect(asked).toEqual(['dead', 'live'])
  expect((await ask()).map(one => one.asked.kind)).toEqual(['answer'])
  expect(asked).toEqual(['dead', 'live', 'live'])
})

it('the address that answered last is asked first about incidents, and has all the time until it is silent', async () => {
  const { asked, times, ways, lead } = network({ opened: true })
  const ofPeer = openIncidentsOfPeers(settings, where, ways)
  expect([await ofPeer('one'), await ofPeer('other')]).toEqual([true, true])
  expect(asked).toEqual(['dead', 'live', 'live'])
  expect(times).toEqual([2_000, 2_000, 4_000])
  lead('dead')
  expect([await ofPeer('one'), await ofPeer('other')]).toEqual([true, true])
  expect(asked.slice(3)).toEqual(['live', 'dead', 'dead'])
  lead('nowhere')
  expect([await ofPeer('one'), await ofPeer('other')]).toEqual([false, false])
  expect(times.slice(-4)).toEqual([4_000, 2_000, 2_000, 2_000])
})

it('the address of a member that answered last is asked first, so that no long question is spent on the other', async () => {
  const page = { entries: [], next: { epoch: 'e', seq: 1 }, isMore: false, isFirst: false }
  const answer = { rank: 2, pingKey: 'key', state: 'on duty', isAble: true, page }
  const { asked, ways } = network({ sealed: seal(PEER_KEY, answer) })
  const ask = openAskMember({ ...ways, claimId: async () => undefined })
  const question = { rank: 1, pingKey: 'own', state: 'standing by', isAble: true, hold: 0 } as const
  for (const _time of [1, 2]) expect((await ask(PEER, question, 1_000))?.id).toBe(OFFICE.id)
  expect(asked).toEqual(['dead', 'live', 'live'])
})

it('the address of a home that answered last is asked first, so that changes wait for no other', async () => {
  const answer = { kind: 'refused', reason: 'not here' }
  const { asked, ways } = network({ sealed: seal(PEER_KEY, answer) })
  const board = { contacts: async () => new Map([['office', { out: { id: OFFICE.id } }]]) } as never
  const group = { settings: async () => ({ rank: 1, takeover: 120_000, members: [PEER] }), board }
  const ask = openAskHome(group, ways)
  const question = { id: 'c', edit: { act: 'pause' } } as const
  for (const _time of [1, 2]) expect((await ask(OFFICE.id, question)).kind).toBe('answer')
  expect(asked).toEqual(['dead', 'live', 'live'])
})
