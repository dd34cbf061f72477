import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../src/domain/alerts/alert'
import type { NotifierContext } from '../../src/domain/alerts/ports'
import { sendToEach } from '../../src/notifiers/recipients'

type Outcomes = Readonly<Record<string, Delivery>>

const TAKEN: Delivery = { ok: true, detail: 'answered 200' }
const refused = (more: object = {}): Delivery => ({
  ...{ ok: false, permanent: false, detail: 'answered 503' },
  ...more,
})

/** The delivery, and the recipients of the attempt. */
async function send(
  outcomes: Outcomes,
  context: Pick<NotifierContext, 'settled' | 'among'> = {},
  whole?: Delivery,
) {
  const addressed: (readonly string[])[] = []
  const delivery = await sendToEach(
    ['a', 'b', 'c'],
    context,
    async names => {
      addressed.push(names)
      return whole ?? names.map(name => outcomes[name] ?? TAKEN)
    },
    (having, without, why) => `to ${having.join('')}, not to ${without.join('')}: ${why}`,
  )
  return { delivery, addressed }
}

describe('an alert to several recipients', () => {
  it('is delivered when all have it', async () => {
    const { delivery, addressed } = await send({})
    expect(delivery).toEqual({ ok: true, detail: 'to abc, not to : ' })
    expect(addressed).toEqual([['a', 'b', 'c']])
  })

  it('is delivered when the others were refused for good, with the reason', async () => {
    const { delivery } = await send({ b: refused({ permanent: true, detail: 'answered 400' }) })
    expect(delivery).toEqual({ ok: true, detail: 'to ac, not to b: answered 400' })
  })

  it('is left to those who may get it later, at the moment that suits all of them', async () => {
    const { delivery } = await send({
      a: refused({ retryAfter: 5_000, untaken: true }),
      b: refused({ retryAfter: 9_000, untaken: true }),
    })
    expect(delivery).toEqual({
      ...{ ok: false, permanent: false, untaken: true, retryAfter: 9_000 },
      settled: { reached: ['c'], refused: {} },
      detail: 'to c, not to ab: answered 503',
    })
  })

  it('may have been taken where that is open for one who is left', async () => {
    const { delivery } = await send({ a: refused({ untaken: true }), b: refused() })
    expect(delivery).not.toHaveProperty('untaken')
  })

  it('fails as it does for one recipient while nobody has it, and may be sent to each later', async () => {
    const failed = refused({ isLate: true, untaken: true })
    const { delivery } = await send({ a: failed, b: failed, c: failed })
    expect(delivery).toEqual(failed)
  })

  it('is not late where the service failed for one of them', async () => {
    const { delivery } = await send({ a: refused({ isLate: true }), b: refused(), c: refused() })
    expect(delivery).not.toHaveProperty('isLate')
  })

  it('fails for good when it does so for each of them', async () => {
    const failed = refused({ permanent: true, untaken: true })
    expect((await send({ a: failed, b: failed, c: failed })).delivery).toEqual(failed)
  })

  it('goes to those who are left, with what is known of the others', async () => {
    const settled = { reached: ['a'], refused: { b: 'answered 400' } }
    const { delivery, addressed } = await send({ c: refused() }, { settled })
    expect(addressed).toEqual([['c']])
    expect(delivery).toEqual({
      ...{ ok: false, permanent: false, settled },
      detail: 'to a, not to cb: answered 503',
    })
    expect((await send({}, { settled })).delivery).toEqual({
      ...{ ok: true, detail: 'to ac, not to b: answered 400' },
    })
  })

  it('waits for those whose turn has not come', async () => {
    const { delivery, addressed } = await send({}, { among: ['a'] })
    expect(addressed).toEqual([['a']])
    expect(delivery).toEqual({
      ...{ ok: false, permanent: false, untaken: true, settled: { reached: ['a'], refused: {} } },
      detail: 'to a, not to bc: an earlier alert comes first',
    })
  })

  it('is sent to nobody where nobody is left', async () => {
    const settled = { reached: ['a', 'b'], refused: { c: 'answered 400' } }
    const { delivery, addressed } = await send({}, { settled })
    expect(addressed).toEqual([])
    expect(delivery).toEqual({ ok: true, detail: 'to ab, not to c: answered 400' })
  })

  it('fails as one where the service has not come to the recipients', async () => {
    const whole = refused({ untaken: true, detail: 'no connection' })
    expect((await send({}, {}, whole)).delivery).toEqual(whole)
    const nobody = { reached: [], refused: { a: 'answered 400' } }
    expect((await send({}, { settled: nobody }, whole)).delivery).toEqual(whole)
    // Who has it from before is said all the same.
    const settled = { reached: ['a'], refused: { b: 'answered 400' } }
    expect((await send({}, { settled }, whole)).delivery).toEqual({
      ...{ ok: false, permanent: false, untaken: true, detail: 'to a, not to cb: no connection' },
    })
  })
})
