import { describe, expect, onTestFinished } from 'vitest'
import { alertingTest as it } from '../../support/alerting-test'
import { openProbedWatch } from '../../support/probed-watch'
import { answer, type Behaviour, hang, startReceiver } from '../../support/receiver'
import { startSmtp } from '../../support/smtp'

const on = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)

describe('peers of the kind checker', () => {
  it('that are not well are five mails with five causes to the address of each, and as many when they are well (C6)', async ({
    place,
  }) => {
    const smtp = await startSmtp()
    const troubles: Record<string, Behaviour> = {
      mail: answer(200, 'MailProblem'),
      jobs: answer(200, 'JobProblem'),
      status: answer(500),
      odd: answer(200, '<p>Truely</p>'),
      silent: hang,
    }
    const peers = await Promise.all(
      Object.entries(troubles).map(async ([name, trouble]) => {
        const server = await startReceiver()
        onTestFinished(server.close)
        server.answerWith(trouble)
        return { name, server }
      }),
    )
    const sections = peers.map(
      ({ name, server }) =>
        `[peer.${name}]\nkind = checker\nurl = ${server.url}\ncontact = ${name}@them.example\nevery = minute\ntimeout = 2s\n`,
    )
    const contact = `[channel.mine]\nkind = email\nto = alertcontact@example.org\nhost = 127.0.0.1\nport = ${smtp.port}\nsecurity = none\n`
    const watch = await openProbedWatch(place, contact + sections.join(''), on('11:59:30'))
    onTestFinished(watch.close)
    const mails = () =>
      smtp.mails
        .map(({ to, source }) => ({ to: to.join(), text: source.replace(/=\r\n/g, '') }))
        .sort((a, b) => (a.to < b.to ? -1 : 1))

    await watch.pass(on('12:01:00'))
    expect(mails().map(({ to }) => to)).toEqual([
      'jobs@them.example',
      'mail@them.example',
      'odd@them.example',
      'silent@them.example',
      'status@them.example',
    ])
    const causes = mails().map(({ text }) => text)
    expect(causes[0]).toContain('reports that its jobs do not run (JobProblem)')
    expect(causes[1]).toContain('reports that it cannot send e-mail (MailProblem)')
    expect(causes[2]).toContain('gave an unexpected answer')
    expect(causes[3]).toContain('does not answer')
    expect(causes[4]).toContain('answered 500')

    smtp.mails.length = 0
    for (const { server } of peers) server.answerWith(answer(200, 'True'))
    await watch.pass(on('12:02:00'))
    expect(mails().map(({ to }) => to)).toHaveLength(5)
    for (const { text } of mails()) expect(text).toMatch(/^Subject: .*(is up|up again|UP)/im)
    expect(watch.errors).toEqual([])
  })
})
