/** The words before a connection is encrypted, line by line. */
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { NoTls, startTls } from '../../src/probes/starttls'

/** A connection whose server says one of its lines at first, and one after each line that it gets. */
class Server extends EventEmitter {
  readonly heard: string[] = []
  destroyed = false
  readableEnded = false
  isPaused = false
  readonly #lines: string[]

  constructor(...lines: string[]) {
    super()
    this.#lines = lines
  }
  say(text = this.#lines.shift()): void {
    if (text !== undefined) this.emit('data', Buffer.from(text, 'latin1'))
  }
  write(text: string): boolean {
    this.heard.push(text)
    queueMicrotask(() => this.say())
    return true
  }
  pause(): this {
    this.isPaused = true
    return this
  }
}

async function talk(protocol: string, ...lines: string[]) {
  const server = new Server(...lines)
  const controller = new AbortController()
  const started = startTls(server as unknown as Socket, protocol, controller.signal)
  server.say()
  const outcome = await started.then(
    () => 'TLS',
    (error: Error) => {
      expect(error).toBeInstanceOf(NoTls)
      return error.message
    },
  )
  expect(server.isPaused).toBe(true)
  for (const event of ['data', 'close', 'end']) expect(server.listenerCount(event)).toBe(0)
  return { outcome, heard: server.heard }
}

describe('SMTP', () => {
  test('begins TLS after its three answers', async () => {
    expect(
      await talk('smtp', '220-a\r\n220 b\r\n', '250-a\r\n250-starttls\r\n250 b\r\n', '220 go\r\n'),
    ).toEqual({ outcome: 'TLS', heard: ['EHLO localhost\r\n', 'STARTTLS\r\n'] })
    expect((await talk('smtp', '220\n', '250 STARTTLS\n', '220\n')).outcome).toBe('TLS')
  })

  test.each([
    [['554 no\r\n'], '{target} answered "554 no" to SMTP'],
    [['x220 a\r\n220x\r\n421 b\r\n'], '{target} answered "421 b" to SMTP'],
    [['220 a\r\n', '500 what\r\n'], '{target} answered "500 what" to SMTP'],
    [['220 a\r\n', '250 a\r\n'], '{target} offers no STARTTLS'],
    [['220 a\r\n', '250-STARTTLSX\r\n250 x STARTTLS\r\n'], '{target} offers no STARTTLS'],
    [
      ['220 a\r\n', '250-a\r\n250 STARTTLS\r\n', '454 later\r\n'],
      '{target} answered "454 later" to STARTTLS',
    ],
    [[`554 ${'x'.repeat(300)}\r\n`], `{target} answered "554 ${'x'.repeat(196)}" to SMTP`],
  ])('with %j begins none', async (lines, outcome) => {
    expect((await talk('smtp', ...lines)).outcome).toBe(outcome)
  })
})

describe('IMAP', () => {
  test.each([[['* OK ready\r\n', 'a OK begin\r\n']], [['* preauth x\r\n', '* OK wait\r\nA ok\r\n']]])(
    'with %j begins TLS',
    async lines => {
      expect(await talk('imap', ...lines)).toEqual({ outcome: 'TLS', heard: ['a STARTTLS\r\n'] })
    },
  )

  test.each([
    [['* BYE\r\n'], '{target} answered "* BYE" to IMAP'],
    [['x * OK\r\n'], '{target} answered "x * OK" to IMAP'],
    [['* OKAY\r\n'], '{target} answered "* OKAY" to IMAP'],
    [['* OK\r\n', 'a NO\r\n'], '{target} answered "a NO" to STARTTLS'],
    [['* OK\r\n', 'xa OK\r\na OKAY\r\n'], '{target} answered "a OKAY" to STARTTLS'],
  ])('with %j begins none', async (lines, outcome) => {
    expect((await talk('imap', ...lines)).outcome).toBe(outcome)
  })
})

describe('a server', () => {
  test('may say a line in pieces', async () => {
    const server = new Server('', '250 STARTTLS\r\n', '220\r\n')
    const started = startTls(server as unknown as Socket, 'smtp', AbortSignal.timeout(10_000))
    for (const piece of ['2', '20 re', 'ady\r', '\n']) {
      server.say(piece)
      await Promise.resolve()
    }
    server.say()
    await started
    expect(server.heard).toHaveLength(2)
  })

  test('that says more than 16 KiB without an end of the line is none', async () => {
    expect((await talk('smtp', 'x'.repeat(16_385))).outcome).toBe(
      '{target} answered no line, but endless text',
    )
    expect((await talk('smtp', `220 ${'x'.repeat(16_379)}\n`, '500\n')).outcome).toBe(
      '{target} answered "500" to SMTP',
    )
  })

  test('that says more than 200 lines is none', async () => {
    expect((await talk('smtp', '220-\n'.repeat(201))).outcome).toBe('{target} answered with endless lines')
    expect((await talk('smtp', `${'220-\n'.repeat(200)}220 \n`, '500\n')).outcome).toBe(
      '{target} answered "500" to SMTP',
    )
  })

  test.each(['destroyed', 'readableEnded'] as const)('that is %s begins none', async how => {
    const server = new Server()
    const started = startTls(server as unknown as Socket, 'smtp', AbortSignal.timeout(10_000))
    server[how] = true
    server.emit(how === 'destroyed' ? 'close' : 'end')
    await expect(started).rejects.toThrow('{target} closed the connection before TLS began')
  })

  test('that says nothing is left at the limit of time', async () => {
    const controller = new AbortController()
    const started = startTls(new Server() as unknown as Socket, 'imap', controller.signal)
    controller.abort(new Error('too late'))
    await expect(started).rejects.toThrow('too late')
  })
})
