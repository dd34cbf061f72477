/** Passwords that strangers send: the owner's log-in has its place all the same. */
import { describe, test } from 'vitest'
import { PASSWORD } from './appliance'
import { type Answer, type Outgoing, send } from './clients'
import { comparedBeyondOne } from './guesses'
import { APPLIANCE, attackersV4, attackersV6, mayAttack, neighbours } from './networks'
import { openScene, repel } from './scene'

const GUESSES = 400
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const PYREMTO = { method: 'POST', path: '/pyremto' }
const TAG = 'the door of the barn'

describe.skipIf(!mayAttack())('passwords of strangers', () => {
  const scene = openScene()
  const flood = (family: 4 | 6, requests: readonly Outgoing[]) =>
    send({ network: scene.networks.others, host: APPLIANCE[family], parallel: 40 }, requests)
  const from = (addresses: readonly string[], request: (n: number) => Outgoing): readonly Outgoing[] =>
    Array.from({ length: GUESSES }, (_, n) => ({
      ...request(n),
      address: addresses[n % addresses.length] ?? '',
    }))

  test.each([
    ['20 IPv4 addresses', 4, attackersV4(20)],
    ['20 networks of IPv6', 6, attackersV6(20)],
  ] as const)('that guess the log-in from %s let nobody in', async (name, family, addresses) => {
    const harm = 'a log-in'
    await repel(scene, { attack: `guesses of the password from ${name}`, harm, family }, async () => {
      const answers = await flood(family, from(addresses, guess))
      return { requests: answers.length, through: count(answers, ({ status }) => status === 303) }
    })
  })

  test('from fifty addresses of one /64 count as those of one', async () => {
    const harm = 'guesses that were compared beyond those of one address'
    const attack = 'guesses of the password from 50 addresses of one /64'
    await repel(scene, { attack, harm, family: 6 }, async () => {
      const begun = performance.now()
      const answers = await flood(6, from(neighbours(50), guess))
      return { requests: answers.length, through: comparedBeyondOne(answers, begun) }
    })
  })

  test('of new tags cost the owner nothing', async () => {
    const harm = 'tags without an answer that their client understands'
    await repel(scene, { attack: 'new tags with passwords from 20 IPv4 addresses', harm }, async () => {
      const headers = { backendversion: '2', 'create-tag': 'true', password: 'a secret of a stranger' }
      const answers = await flood(
        4,
        from(attackersV4(20), () => ({ ...PYREMTO, headers })),
      )
      return { requests: answers.length, through: count(answers, ({ status }) => status !== 200) }
    })
  })

  test('of a tag that has one are needed for all that the tag answers', async () => {
    const harm = 'answers that use the tag'
    await repel(scene, { attack: "guesses of a tag's password from 20 IPv4 addresses", harm }, async () => {
      const made = { backendversion: '2', 'create-tag': 'true', name: TAG, password: PASSWORD }
      await flood(4, [{ ...PYREMTO, headers: made }])
      const [right] = await flood(4, [
        { ...PYREMTO, headers: { ...call('is-password-ok'), password: PASSWORD } },
      ])
      if (right?.text !== '{"password-ok":1}') throw new Error(`the tag does not work: ${right?.text}`)
      const actions = ['is-alive', 'ping', 'is-password-ok']
      const answers = await flood(
        4,
        from(attackersV4(20), n => {
          const password = n % 2 ? { password: `guess ${Math.floor(scene.random() * 1e9)}` } : {}
          return { ...PYREMTO, headers: { ...call(actions[n % 3] ?? ''), ...password } }
        }),
      )
      const uses = ({ text }: Answer) => /"(alive|success|password-ok)":1|"alive"/.test(text)
      return { requests: answers.length, through: count(answers, uses) }
    })
  })

  function guess(n: number): Outgoing {
    const password = `guess ${n} ${Math.floor(scene.random() * 1e9)}`
    const body = new URLSearchParams({ username: 'admin', password }).toString()
    return { method: 'POST', path: '/login', headers: FORM, body }
  }
})

const call = (action: string) => ({ backendversion: '2', [action]: 'true', tag: TAG })
const count = (answers: readonly Answer[], is: (answer: Answer) => boolean) => answers.filter(is).length
