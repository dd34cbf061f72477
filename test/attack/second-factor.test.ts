/** Strangers who know the password, and guess the code of the second factor or use one that they saw. */
import { describe, test, vi } from 'vitest'
import { codeAt } from '../support/one-time-code'
import { PASSWORD } from './appliance'
import { type Answer, type Outgoing, send } from './clients'
import { comparedBeyondOne } from './guesses'
import { APPLIANCE, attackersV4, DEVICE, mayAttack } from './networks'
import { openScene, repel } from './scene'

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
/** Guesses that need the password's slow hash, and that come after it. */
const GUESSES = { hashed: 100, passed: 1_000 } as const
/** Of the owner: one for each of his log-ins, and some for new devices. */
const RECOVERY_CODES = 800
const PARALLEL = 20
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const STRANGERS = attackersV4(20)
/** One of them gets in, and has guesses of its own from then on. */
const OTHERS = attackersV4(40).slice(20)
/** Addresses at which nobody has logged in. */
const NEW_DEVICES = attackersV4(150).slice(100)

describe.skipIf(!mayAttack())('codes of strangers who know the password', () => {
  const scene = openScene({ totpKey: SECRET, recoveryCodes: RECOVERY_CODES })
  let devices = 0

  test('that they saw are of no use once they were taken', async () => {
    const attack = 'a code that was taken, again from 20 addresses'
    await repel(scene, { attack, harm: 'log-ins' }, async () => {
      const pass = await passBehindPassword()
      const code = await freshCode()
      const used = await logIn([newDevice()], { code })
      if (used[0]?.status !== 303) throw new Error(`the code does not work: ${used[0]?.status}`)
      const answers = await guess(STRANGERS.map(address => ({ address, pass, code })))
      if (!answers.some(({ text }) => text.includes('used already'))) throw new Error('none was compared')
      return { requests: answers.length, through: count(answers, isIn) }
    })
  })

  test('that they send at the same moment let one of them in', async () => {
    const attack = 'a code that is right, from 20 addresses at the same moment'
    await repel(scene, { attack, harm: 'log-ins beyond one' }, async () => {
      const pass = await passBehindPassword()
      const code = await freshCode()
      const answers = await guess(OTHERS.map(address => ({ address, pass, code })))
      if (!answers.some(isIn)) throw new Error('the code does not work')
      return { requests: answers.length, through: count(answers, isIn) - 1 }
    })
  })

  const harm =
    'codes that were compared beyond those of one address, or a new device of the owner that was kept out'

  test('that they guess with the password are compared as those of one, and keep nobody out', async () => {
    await repel(
      scene,
      { attack: 'guesses of the code with the right password, from 20 addresses', harm },
      async () => {
        const begun = performance.now()
        const answers = await logIn(addresses(GUESSES.hashed), { code: randomCode })
        return { requests: answers.length, through: comparedBeyondOne(answers, begun) + (await keptOut()) }
      },
    )
  })

  test('that they guess behind the password are compared as those of one, and keep nobody out', async () => {
    await repel(
      scene,
      { attack: 'guesses of the code alone, behind the right password, from 20 addresses', harm },
      async () => {
        const pass = await passBehindPassword()
        const begun = performance.now()
        const answers = await guess(
          addresses(GUESSES.passed).map(address => ({ address, pass, code: randomCode() })),
        )
        return { requests: answers.length, through: comparedBeyondOne(answers, begun) + (await keptOut()) }
      },
    )
  })

  const flood = (requests: readonly Outgoing[]) =>
    send({ network: scene.networks.others, host: APPLIANCE[4], parallel: PARALLEL, whole: true }, requests)
  const addresses = (length: number) =>
    Array.from({ length }, (_, n) => STRANGERS[n % STRANGERS.length] ?? '')
  const newDevice = () => NEW_DEVICES[devices++ % NEW_DEVICES.length] ?? ''
  const randomCode = () => String(Math.floor(scene.random() * 1e6)).padStart(6, '0')

  function logIn(from: readonly string[], { code }: { readonly code: string | (() => string) }) {
    const login = { username: 'admin', password: PASSWORD }
    return flood(
      from.map(address => formOf(address, { ...login, code: typeof code === 'string' ? code : code() })),
    )
  }

  function guess(
    codes: readonly { readonly address: string; readonly pass: string; readonly code: string }[],
  ) {
    return flood(codes.map(({ address, pass, code }) => formOf(address, { pass, code })))
  }

  /** What the right password leads to; it may be used from every address. */
  async function passBehindPassword(): Promise<string> {
    const [answer] = await logIn([STRANGERS[0] ?? ''], { code: '' })
    const [, pass] = /name="pass" value="([^"]+)"/.exec(answer?.text ?? '') ?? []
    if (pass === undefined) throw new Error(`the password did not lead to the code: ${answer?.status}`)
    return pass
  }

  let last = 0
  /** A one-time code that counts now, of a step whose code was not taken yet. */
  async function freshCode(): Promise<string> {
    // The code of the coming step is right as well.
    const isRight = () => last <= Math.floor(Date.now() / 30_000)
    await vi.waitUntil(isRight, { timeout: 60_000, interval: 100 })
    last = Math.max(Math.floor(Date.now() / 30_000), last + 1)
    return codeAt(SECRET, last * 30_000)
  }

  /** How many of the owner's ways in are closed: on a new device by a recovery code, and at his address by a one-time code. */
  async function keptOut(): Promise<number> {
    const [code = ''] = scene.appliance.takeRecoveryCodes(1)
    const answers = [
      ...(await logIn([newDevice()], { code })),
      ...(await logIn([DEVICE[4]], { code: await freshCode() })),
    ]
    return count(answers, answer => !isIn(answer))
  }
})

const formOf = (address: string, fields: Readonly<Record<string, string>>): Outgoing => ({
  address,
  method: 'POST',
  path: '/login',
  headers: FORM,
  body: new URLSearchParams(fields).toString(),
})
const isIn = ({ status }: Answer) => status === 303
const count = (answers: readonly Answer[], is: (answer: Answer) => boolean) => answers.filter(is).length
