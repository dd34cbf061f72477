import { expect, it } from 'vitest'
import type { CertificateFacts, SelfSigned, SelfSignedState } from '../../../src/domain/net/certificate'
import { renewCertificate } from '../../../src/operations/net/renew-certificate'

const DAY = 86_400_000
const NOW = 1_000 * DAY
const facts = (fingerprint: string, until: number): CertificateFacts => ({
  ...{ fingerprint, names: [], from: 0, until },
})
const endsIn = (days: number) => facts('OLD', NOW + days * DAY)

/** Renews in that state, and returns the steps, the lines of the log, and the state that is returned. */
async function renew(before: SelfSignedState, fails?: 'state' | 'prepare' | 'replace', isMissing = false) {
  let state = before
  const steps: string[] = []
  const logged: string[] = []
  const fail = (step: typeof fails) => {
    if (step === fails) throw new Error('openssl is missing')
  }
  const selfSigned: Pick<SelfSigned, 'state' | 'makeMissing' | 'prepare' | 'replace'> = {
    makeMissing: async names => {
      if (!isMissing) return undefined
      steps.push(`make for ${names}`)
      state = { current: facts('NEW', NOW + 825 * DAY) }
      return facts('NEW', NOW + 825 * DAY)
    },
    state: async () => {
      fail('state')
      return state
    },
    prepare: async () => {
      fail('prepare')
      steps.push('prepare')
      state = { ...state, next: facts('NEXT', NOW + 800 * DAY) }
      return facts('NEXT', NOW + 800 * DAY)
    },
    replace: async () => {
      fail('replace')
      steps.push('replace')
      state = { current: facts('NEXT', NOW + 800 * DAY), before: endsIn(5) }
      return facts('NEXT', NOW + 800 * DAY)
    },
  }
  const log = {
    warn: (line: unknown) => void logged.push(`warn ${line}`),
    error: (line: unknown) => void logged.push(`error ${line}`),
  }
  return { found: await renewCertificate(selfSigned as SelfSigned, NOW, log, ['pi.example']), steps, logged }
}

it.each<SelfSignedState>([{}, { current: endsIn(40) }, { current: endsIn(20), next: facts('NEXT', NOW) }])(
  'a certificate that needs no step stays as it is: %j',
  async state => {
    expect(await renew(state)).toEqual({ found: state, steps: [], logged: [] })
  },
)

it('one whose file is missing is made, and its fingerprint told', async () => {
  expect(await renew({}, undefined, true)).toEqual({
    found: { current: facts('NEW', NOW + 825 * DAY) },
    steps: ['make for pi.example'],
    logged: ['warn the TLS certificate was missing and is made anew; its fingerprint (SHA-256) is NEW'],
  })
})

it('the next one is made a month before, and its fingerprint told in advance', async () => {
  const current = endsIn(30)
  expect(await renew({ current })).toEqual({
    found: { current, next: facts('NEXT', NOW + 800 * DAY) },
    steps: ['prepare'],
    logged: ['warn the TLS certificate is renewed in some weeks; its new fingerprint (SHA-256) is NEXT'],
  })
})

it('it takes its place a week before the end', async () => {
  expect(await renew({ current: endsIn(7), next: facts('NEXT', NOW) })).toEqual({
    found: { current: facts('NEXT', NOW + 800 * DAY), before: endsIn(5) },
    steps: ['replace'],
    logged: ['warn the TLS certificate was renewed; its new fingerprint (SHA-256) is NEXT'],
  })
})

it.each([
  ['state', 30],
  ['prepare', 30],
  ['replace', 7],
] as const)('a failure of %s is logged, and no certificate is named', async (step, days) => {
  expect(await renew({ current: endsIn(days) }, step)).toEqual({
    found: {},
    steps: [],
    logged: ['error the TLS certificate is not renewed: openssl is missing'],
  })
})
