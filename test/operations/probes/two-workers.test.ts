/** Two workers on one Redis, with real servers of mail behind one account. */
import { expect, it, onTestFinished } from 'vitest'
import type { MailTools } from '../../../src/domain/mail/ports'
import type { Probe } from '../../../src/domain/probes/probe'
import { nextLook } from '../../../src/domain/probes/timetable'
import { createRunProbes } from '../../../src/operations/probes/run-probes'
import { look } from '../../contracts/prober'
import { startImap } from '../../support/imap-server'
import { accountOf, into, toolsFor } from '../../support/mail'
import { shareRedis } from '../../support/shared-redis'
import { startSmtp } from '../../support/smtp'
import { openLooks, openStore, plan, START } from '../../support/watch'

const redis = await shareRedis()

const LOOP: Probe = {
  kind: 'mail-loop',
  target: 'home',
  every: 3_600_000,
  timeout: 60_000,
  settings: { patience: '1m' },
}

it('two workers: one look, one test mail', async () => {
  const box = await startImap()
  const out = await startSmtp({}, into(box))
  onTestFinished(box.close)
  const account = accountOf({ smtp: out.port, imap: box.port })
  const web = await openStore(redis)
  const { check } = await web.store.create(plan('loop', { probe: LOOP }), 'page', START)
  let now = START
  const workers = ['one', 'other'].map(name => worker(name, toolsFor(account)))
  onTestFinished(async () => {
    await Promise.all(workers.map(({ close }) => close()))
    await web.store.close()
  })
  const turns: string[] = []

  function worker(name: string, mail: MailTools) {
    const looks = openLooks(redis)
    const probes = createRunProbes({
      store: {
        ...looks,
        claim: async (...claim) => {
          const isOurs = await looks.claim(...claim)
          turns.push(`${name} ${isOurs ? 'looks' : 'leaves it'}`)
          return isOurs
        },
      },
      look: async (_check, at, signal) =>
        await look('mail-loop', LOOP.target, { ...LOOP, now: at, signal, tools: { mail } }),
      ownNetwork: {
        watch: () => {},
        forestall: () => undefined,
        judge: async (_check, look) => look,
        end: () => {},
      },
      now: () => now,
      onError: error => void turns.push(error.message),
    })
    probes.watch([{ ...check, probe: LOOP }])
    return {
      probes,
      close: async () => {
        await probes.end()
        await looks.close()
      },
    }
  }

  for (const hour of [1, 2]) {
    now = nextLook(LOOP, check.id, now)
    for (const { probes } of workers) probes.turn()
    await expect
      .poll(async () => (await web.store.get(check.id))?.state)
      .toMatchObject({ status: 'up', lastSuccessAt: now })
    await expect.poll(() => turns.length).toBe(2 * hour)
    expect(turns.filter(turn => turn.endsWith(' looks'))).toHaveLength(hour)
    expect(out.mails).toHaveLength(hour)
    expect(box.verbs().filter(verb => verb === 'LOGIN' || verb === 'AUTHENTICATE')).toHaveLength(hour)
  }
})
