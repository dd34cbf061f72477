import { expect, it } from 'vitest'
import type { HttpClient } from '../../../src/domain/net/http-client'
import { readQuestion, signAnswer } from '../../../src/io/peers/signature'
import { openAskHome } from '../../../src/wire/peers/group'
import { ATTIC, PEER_KEY } from '../../support/peers'

/** The end of a change whose home answers so. */
async function askedOf(status: number, value: object) {
  const http: HttpClient = {
    send: async ({ headers = {} }) => {
      const { nonce = '' } = readQuestion(headers['X-Intvlm8r-Peer']) ?? {}
      const body = JSON.stringify(value)
      const signed = signAnswer(PEER_KEY, { at: 0, challenge: 'c'.repeat(16) }, nonce, status, body)
      const phases = { total: 1 }
      return { kind: 'answer', status, headers: { 'x-intvlm8r-peer': signed }, body, at: 0, phases } as never
    },
  }
  const barn = {
    name: 'barn',
    key: PEER_KEY,
    urls: ['http://barn'],
    looks: [],
    lookHosts: [],
    isMember: true,
  }
  const ask = openAskHome(
    {
      settings: async () => ({ rank: 1, takeover: 120_000, members: [barn] }),
      board: { contacts: async () => new Map([['barn', { out: { id: 'b' } }]]) } as never,
    },
    { http, now: () => 0, self: ATTIC },
  )
  return await ask('b', { id: 'c', edit: { act: 'remove' } })
}

it('a home that refuses this watch, as a copy of another one, is still a member, whose checks stay', async () => {
  expect(
    await askedOf(409, { error: 'another machine had this identity before', passesFor: 'attic' }),
  ).toEqual({
    kind: 'silent',
    name: 'barn',
  })
})

it('a watch with another id, or that has no such member, is not the home', async () => {
  expect(await askedOf(200, { ...ATTIC, id: 'x' })).toEqual({ kind: 'unknown' })
  expect(await askedOf(404, { error: 'this watch is in no group with this peer' })).toEqual({
    kind: 'unknown',
  })
})
