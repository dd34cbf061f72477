/** The mailboxes that a worker follows, as accounts come and go. */
import { expect, it, onTestFinished } from 'vitest'
import { startMailCheckIns } from '../../../src/bin/worker/run-mail'
import type { MailAccount } from '../../../src/domain/mail/account'
import { startImap } from '../../support/imap-server'
import { accountOf, toolsFor } from '../../support/mail'
import { shareRedis } from '../../support/shared-redis'
import { openStore, plan } from '../../support/watch'

const redis = await shareRedis()

it('counts mails from the moment on at which check-ins are switched on again', async () => {
  const box = await startImap()
  onTestFinished(box.close)
  const { store } = await openStore(redis)
  onTestFinished(store.close)
  const { id } = (await store.create(plan('nas', { mailSubject: 'nas' }), 'page', Date.now())).check
  const account = accountOf({ imap: box.port }, { checkins: 'on' })
  let accounts: readonly MailAccount[] = [account]
  const log = { info: () => {}, warn: () => {}, error: (error: unknown) => expect.fail(String(error)) }
  const worker = startMailCheckIns(redis.target, {
    accounts: { list: async () => accounts, find: async () => account },
    mail: toolsFor(account),
    now: Date.now,
    log,
  })
  onTestFinished(worker.close)
  const deliver = (subject: string) =>
    void box.deliver(
      `From: bob@example.org\nTo: me@example.org\nSubject: ${subject}\nMessage-ID: <${subject}@x>\n\nx`,
    )
  const idles = (times: number) =>
    expect.poll(() => box.verbs().filter(verb => verb === 'IDLE').length).toBeGreaterThanOrEqual(times)
  const subjects = async () => (await store.bodies(id)).map(({ body }) => body.split('\n')[0]).reverse()

  await idles(1)
  deliver('nas 1')
  await expect.poll(subjects).toEqual(['nas 1'])
  accounts = []
  worker.onChange()
  await expect.poll(() => box.connections()).toBe(0)
  deliver('nas 2')
  accounts = [account]
  const before = box.verbs().filter(verb => verb === 'IDLE').length
  worker.onChange()
  await idles(before + 1)
  deliver('nas 3')
  await expect.poll(subjects).toContain('nas 3')
  expect(await subjects()).toEqual(['nas 1', 'nas 3'])
})
