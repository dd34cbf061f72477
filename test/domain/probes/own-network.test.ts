import { describe, expect, it } from 'vitest'
import {
  afterAnswer,
  afterSight,
  cutOff,
  excuse,
  type OwnNetwork,
} from '../../../src/domain/probes/own-network'
import { hostOf, leavesMachine } from '../../../src/domain/probes/probe'

const CUT = { kind: 'cut', why: 'no cable or WLAN is connected' } as const
const SILENT = { kind: 'silent', why: 'the gateway 192.0.2.1 does not answer' } as const
const WORKS = { kind: 'works' } as const
const SECOND = 1_000

describe('the own network', () => {
  it('that works excuses no failure', () => {
    expect(excuse(afterSight({}, WORKS, 0), 0, 0)).toBeUndefined()
  })

  it('that is away excuses every failure, and for a moment those after its return', () => {
    let network: OwnNetwork = afterSight({}, CUT, 10 * SECOND)
    expect(excuse(network, 0, 10 * SECOND)).toBe('this watch has no network: no cable or WLAN is connected')
    network = afterSight(network, WORKS, 60 * SECOND)
    expect(excuse(network, 69 * SECOND, 75 * SECOND)).toBe('this watch had no network until a moment ago')
    expect(excuse(network, 70 * SECOND, 75 * SECOND)).toBeUndefined()
  })

  it('is away since the first sight of that', () => {
    const first = afterSight({}, SILENT, 5 * SECOND)
    expect(afterSight(first, CUT, 9 * SECOND).away).toEqual({ since: 5 * SECOND, ...CUT })
  })

  it('with a gateway that is silent by nature is there as soon as anybody answers, and stays so', () => {
    const silent = afterSight({}, SILENT, 0)
    const reached = afterAnswer(silent, SECOND)
    expect(reached.away).toBeUndefined()
    const again = afterSight(reached, SILENT, 60 * SECOND)
    expect(excuse(again, 60 * SECOND, 60 * SECOND)).toBeUndefined()
    expect(afterSight(again, CUT, 61 * SECOND).away).toEqual({ since: 61 * SECOND, ...CUT })
  })

  it('counts the silence of its gateway again once that has answered', () => {
    const mute = afterAnswer(afterSight({}, SILENT, 0), SECOND)
    const answered = afterSight(mute, WORKS, 2 * SECOND)
    expect(afterSight(answered, SILENT, 3 * SECOND).away).toEqual({ since: 3 * SECOND, ...SILENT })
  })

  it('that is cut and then silent is back, where its silence means nothing', () => {
    const mute = afterAnswer(afterSight({}, SILENT, 0), SECOND)
    expect(mute).toStrictEqual({ backAt: SECOND, isMute: true })
    const cut = afterSight(mute, CUT, 2 * SECOND)
    expect(cut).toStrictEqual({ backAt: SECOND, isMute: true, away: { since: 2 * SECOND, ...CUT } })
    expect(afterSight(cut, SILENT, 3 * SECOND)).toStrictEqual({ backAt: 3 * SECOND, isMute: true })
    expect(afterSight({}, CUT, 0)).toStrictEqual({ away: { since: 0, ...CUT } })
    expect(afterAnswer({}, 0)).toStrictEqual({})
  })

  it('leaves a look blind that it kept from its target', () => {
    expect(cutOff('no route')).toEqual({ answer: 'blind', detail: 'no route', isCutOff: true })
  })

  it('that is cut stays so, whatever was answered before', () => {
    expect(afterAnswer(afterSight({}, CUT, 0), SECOND).away).toEqual({ since: 0, ...CUT })
  })
})

describe('the host of a probe', () => {
  it.each([
    ['http', 'https://nas.local:8443/x', 'nas.local'],
    ['http', 'http://[2001:db8::1]/', '2001:db8::1'],
    ['tcp', '[fe80::1]:22', 'fe80::1'],
    ['tls', 'example.org', 'example.org'],
    ['ping', '2001:db8::1', '2001:db8::1'],
    ['clock', '', ''],
  ] as const)('%s %s is %j', (kind, target, host) => {
    expect(hostOf({ kind, target })).toBe(host)
  })

  it.each([
    ['http', 'http://localhost:8080/', false],
    ['http', 'http://[::1]/', false],
    ['tcp', '127.0.0.53:53', false],
    ['tcp', 'localhost.example.org:80', true],
    ['ping', '192.168.1.1', true],
    ['clock', '', false],
    ['clock', 'pool.ntp.org', true],
  ] as const)('%s %s is another machine: %s', (kind, target, leaves) => {
    expect(leavesMachine({ kind, target })).toBe(leaves)
  })
})
