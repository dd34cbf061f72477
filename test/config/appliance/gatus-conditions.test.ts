import { describe, expect, test } from 'vitest'
import { goDuration, settingsOfConditions } from '../../../src/config/appliance/gatus-conditions'

test.each([
  ['1m30s', 90_000],
  ['48h', 172_800_000],
  ['1.5s', 1_500],
  ['1.25s', 1_250],
  ['250ms', 250],
  ['3us', 0.003],
  ['3µs', 0.003],
  ['5ns', 0.000_005],
  [' 1s ', 1_000],
  ['10m10', undefined],
  ['m', undefined],
  ['-1s', undefined],
  ['', undefined],
])('%j of Go are %s ms', (text, ms) => {
  if (ms === undefined) expect(goDuration(text)).toBeUndefined()
  else expect(goDuration(text)).toBeCloseTo(ms, 9)
})

describe('the condition', () => {
  test.each([
    ['http', '[STATUS] == 200', { status: '200' }],
    ['http', '[STATUS] != 200', { status: '100-199, 201-599' }],
    ['http', '[STATUS] != 100', { status: '101-599' }],
    ['http', '[STATUS] < 300', { status: '100-299' }],
    ['http', '[STATUS] < 101', { status: '100' }],
    ['http', '[STATUS] <= 299', { status: '100-299' }],
    ['http', '[STATUS] > 199', { status: '200-599' }],
    ['http', '[STATUS] > 598', { status: '599' }],
    ['http', '[STATUS] >= 200', { status: '200-599' }],
    ['http', '[STATUS] == any(200,  204)', { status: '200, 204' }],
    ['http', '[BODY] == ok', { matches: '/^\\s*ok\\s*$/' }],
    ['http', '[BODY] == ', { matches: '/^\\s*\\s*$/' }],
    ['http', '[BODY] == a.b/c', { matches: '/^\\s*a\\.b\\/c\\s*$/' }],
    ['http', '[BODY] == pat(*up and well*)', { contains: 'up and well' }],
    ['http', '[BODY] == pat(a.b*c)', { matches: '/^a\\.b[\\s\\S]*c$/' }],
    ['http', '[BODY].data[0].name == x', { json: '$.data[0].name == x' }],
    ['http', '[BODY][1].a-b > 5', { json: '$[1].a-b > 5' }],
    ['http', '[BODY][12] == 5', { json: '$[12] == 5' }],
    ['http', 'len([BODY].list) >= 2', { json: '$.list.length >= 2' }],
    ['http', 'len([BODY]) < 3', { json: '$.length < 3' }],
    ['http', '[RESPONSE_TIME] < 500', { slow: '500ms' }],
    ['dns', '[RESPONSE_TIME] <= 500', { slow: '500ms' }],
    ['ping', '[RESPONSE_TIME] < 5', { slow: '5ms' }],
    ['dns', '[BODY] == 192.0.2.1', { expect: '192.0.2.1' }],
    ['dns', '[DNS_RCODE] == NXDOMAIN', { expect: 'nxdomain' }],
    ['dns', '[DNS_RCODE] == NOERROR', {}],
    ['tcp', '[BODY] == pat(*PONG*)', { expect: 'PONG' }],
    ['tcp', '[CONNECTED] == true', {}],
  ])('of %s, %s, is the setting %j', (kind, condition, settings) => {
    expect(settingsOfConditions([condition], kind)).toEqual({ settings, left: [] })
  })

  test.each([
    ['http', '[CERTIFICATE_EXPIRATION] > 48h', '2'],
    ['http', '[CERTIFICATE_EXPIRATION] >= 49h', '3'],
    ['tls', '[CERTIFICATE_EXPIRATION] > 1s', '1'],
  ])('of %s, %s, is of the certificate', (kind, condition, certificateDays) => {
    expect(settingsOfConditions([condition], kind)).toEqual({ settings: {}, left: [], certificateDays })
  })

  test.each([
    ['http', '[CONNECTED] == false'],
    ['http', '[CONNECTED] != true'],
    ['http', '[CERTIFICATE_EXPIRATION] < 48h'],
    ['http', '[CERTIFICATE_EXPIRATION] > soon'],
    ['http', '[STATUS] == 2xx'],
    ['http', '[STATUS] < 100'],
    ['http', '[STATUS] != any(200, 204)'],
    ['http', '[BODY] == any(a, b)'],
    ['http', '[BODY] != ok'],
    ['http', '[BODY].a == pat(*x*)'],
    ['http', '[BODY].a == '],
    ['http', '[IP] == 192.0.2.1'],
    ['http', 'has([BODY].a) == true'],
    ['http', '[RESPONSE_TIME] > 5'],
    ['http', '[RESPONSE_TIME] < 5s'],
    ['tcp', '[RESPONSE_TIME] < 5'],
    ['tcp', '[BODY] == PONG'],
    ['tcp', '[BODY] != pat(*PONG*)'],
    ['tcp', '[STATUS] == 200'],
    ['dns', '[BODY] == pat(*)'],
    ['dns', '[BODY] != 192.0.2.1'],
    ['dns', '[DNS_RCODE] == SERVFAIL'],
    ['dns', '[DNS_RCODE] != NXDOMAIN'],
    ['http', '[DNS_RCODE] == NXDOMAIN'],
    ['dns', '[IP] == NOERROR'],
    ['dns', '[IP] == NXDOMAIN'],
    ['tcp', '[IP] == pat(*PONG*)'],
    ['http', '[IP] > 48h'],
    ['http', '[BODY] == pat(a)x'],
    ['http', '[BODY] == pat(v?.[12]*)'],
    ['http', '[BODY] == pat(\\**)'],
    ['http', '[BODY] == xpat(a)'],
    ['http', 'nonsense'],
    ['http', 'xlen([BODY].a) > 1'],
    ['http', 'len([BODY].a)x > 1'],
    ['http', 'x[BODY].a == 1'],
    ['http', '[BODY].a x == 1'],
    ['http', '[STATUS] == any(200, 204)x'],
    ['http', '[STATUS] == xany(200, 204)'],
    ['http', '[STATUS] == 2000'],
    ['http', '[STATUS] == x200'],
    ['http', '[RESPONSE_TIME] < x5'],
    ['tcp', '[BODY] == xpat(*PONG*)'],
    ['tcp', '[BODY] == pat(*PONG*)x'],
  ])('of %s, %s, is none', (kind, condition) => {
    expect(settingsOfConditions([condition], kind)).toEqual({ settings: {}, left: [condition] })
  })

  test('of a setting that is in use already is left', () => {
    expect(settingsOfConditions(['[STATUS] == 200', '[STATUS] < 300'], 'http')).toEqual({
      settings: { status: '200' },
      left: ['[STATUS] < 300'],
    })
  })
})
