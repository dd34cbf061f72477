/** An unmodified Checker as peer of the real programs, over a real link: it asks us as it always did, and we ask it. */
import { expect, it, onTestFinished } from 'vitest'
import { askAsChecker, judgedByChecker } from '../support/checker-replay'
import { openSwitch } from '../support/network-switch'
import { answer, startReceiver } from '../support/receiver'
import { openMembers, PARTS } from './members'
import { canOpenNetworks } from './possible'

const DOOR = 5_000

it.skipIf(!canOpenNetworks())(
  'an unmodified Checker counts a watch as fine, then as one whose jobs do not run; and is asked, told of, and told well',
  async () => {
    const network = await openSwitch(['A'], 2)
    onTestFinished(network.close)
    const [host = '', people = ''] = network.outside
    const checker = await startReceiver({ host })
    onTestFinished(checker.close)
    const service = await startReceiver({ host: people })
    onTestFinished(service.close)
    checker.answerWith(answer(200, 'True', { 'content-type': 'text/html' }))
    const members = openMembers({
      network,
      settings: () => [
        '[Checker]',
        `port = ${DOOR}`,
        '[peer.tor]',
        'kind = checker',
        `url = ${checker.url}`,
        'contact = people',
        'every = 5s',
        '[channel.people]',
        'kind = webhook',
        `url = ${service.url}`,
      ],
    })
    onTestFinished(members.close)
    for (const part of PARTS) await members.start('A', part)
    const asked = async () =>
      judgedByChecker(await askAsChecker(DOOR, '/any/path', members.site('A').address))
    await expect.poll(() => asked().catch(String), { timeout: 60_000 }).toBe('fine')

    const question = await checker.nextRequest()
    expect(question).toMatchObject({ method: 'GET', path: '/', body: '' })
    const peers = async () => JSON.parse((await members.command('A', 'peers', '--json')) || '{}').peers
    const fine = [{ name: 'tor', kind: 'checker', answer: 'fine', status: 'up' }]
    await expect.poll(peers, { timeout: 60_000, interval: 1_000 }).toMatchObject(fine)

    checker.answerWith(answer(200, 'MailProblem', { 'content-type': 'text/html' }))
    const trigger = JSON.parse((await service.nextRequest()).body)
    expect(trigger).toMatchObject({ kind: 'trigger', name: 'Peer tor', status: 'down' })
    expect(trigger.text).toContain('cannot send e-mail (MailProblem)')
    checker.answerWith(answer(200, 'True', { 'content-type': 'text/html' }))
    expect(JSON.parse((await service.nextRequest()).body)).toMatchObject({
      kind: 'resolve',
      key: trigger.key,
    })

    await members.signal('A', 'worker', 'SIGKILL')
    const trouble = 'reports its jobs are not running.'
    await expect.poll(() => asked().catch(String), { timeout: 180_000, interval: 1_000 }).toBe(trouble)
    await members.start('A', 'worker')
    await expect.poll(() => asked().catch(String), { timeout: 60_000, interval: 500 }).toBe('fine')
  },
)
