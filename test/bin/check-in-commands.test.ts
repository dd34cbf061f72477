import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Check } from '../../src/domain/watch/check'
import { openCommandedWatch } from '../support/commanded-watch'
import { startIntvlm8r } from '../support/intvlm8r'
import { plan } from '../support/watch'

const { redis, store, intvlm8r } = await openCommandedWatch()
let check: Check

beforeEach(async () => {
  check = (await store.create(plan('Backup of the NAS'), 'page', Date.now())).check
})

describe('ping', () => {
  it.each([
    [[], 'up', 'success', 0],
    [['--start'], 'new', 'start', 0],
    [['--fail'], 'down', 'fail', 0],
    [['--exit', '0'], 'up', 'success', 0],
    [['--exit', '3'], 'down', 'fail', 0],
  ] as const)('%j makes it %s', async (options, status, kind, code) => {
    const answer = await intvlm8r(['ping', check.slug, ...options])
    expect(answer).toEqual({ code, stdout: `Backup of the NAS: ${status}\n`, stderr: '' })
    expect((await store.history(check.id))[0]?.kind).toBe(kind)
  })

  it.each<[string[], string, number]>([
    [['nobody'], 'there is no check "nobody"', 1],
    [['backup-of-the-nsa'], 'there is no check "backup-of-the-nsa"; did you mean backup-of-the-nas?', 1],
    [['backup-of-the-nas', '--exit', '256'], '"256" is no exit code', 2],
    [['backup-of-the-nas', '--fail', '--start'], 'only one of', 2],
    [[], 'usage: intvlm8r ping', 2],
  ])('%j is refused', async (args, words, expected) => {
    const { code, stderr } = await intvlm8r(['ping', ...args])
    expect(code).toBe(expected)
    expect(stderr).toContain(words)
    expect(await store.history(check.id)).toEqual([])
  })
})

describe('by the address of a check', () => {
  let receiver: Server
  let asked: { readonly url: string; readonly body: string }[]
  let answers: number[]
  let body: string

  beforeEach(async () => {
    body = 'OK'
    asked = []
    answers = []
    receiver = createServer(async (request, response) => {
      asked.push({ url: `${request.method} ${request.url}`, body: await text(request) })
      response.writeHead(answers.shift() ?? 200).end(body)
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
  })
  afterEach(() => receiver.close())

  const address = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/ping/hush`
  const nowhere = () => `${redis.home}/elsewhere`

  it('checks in without the appliance being there', async () => {
    const answer = await intvlm8r(['ping', address(), '--exit', '3'], nowhere())
    expect(answer).toEqual({ code: 0, stdout: 'OK\n', stderr: '' })
    expect(asked).toEqual([{ url: 'POST /ping/hush/3', body: '' }])
  })

  it('signals start, end and output of a command, and tries again what may pass', async () => {
    answers = [200, 503]
    const { code, stderr } = await intvlm8r(
      ['run', address(), '--', 'sh', '-c', 'echo no; exit 2'],
      nowhere(),
    )
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    const rid = /rid=([\da-f-]{36})$/.exec(asked[0]?.url ?? '')?.[1]
    const end = { url: `POST /ping/hush/2?rid=${rid}`, body: 'no\n' }
    expect(asked).toEqual([{ url: `POST /ping/hush/start?rid=${rid}`, body: '' }, end, end])
  })

  it('of several addresses takes the next where one does not answer, for the start and for the end', async () => {
    const dead = createServer().listen(0, '127.0.0.1')
    await once(dead, 'listening')
    const gone = `http://127.0.0.1:${(dead.address() as AddressInfo).port}/ping/hush`
    dead.close()
    const { code, stdout, stderr } = await intvlm8r(['run', gone, address(), '--', 'echo', 'done'], nowhere())
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' })
    expect(asked.map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
      'POST /ping/hush/start',
      'POST /ping/hush/0',
    ])
    expect((await intvlm8r(['run', gone, address(), '--'], nowhere())).stderr).toContain(
      'there is no command to run',
    )
  })

  it('is not taken in by a 200 whose body has a refusal, as hosted services answer', async () => {
    body = 'OK (rate limited)'
    const { code, stderr } = await intvlm8r(['ping', address()], nowhere())
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/: OK \(rate limited\)\n$/),
    })
  })

  it('refuses an address with backslashes, which would lead elsewhere than is written', async () => {
    const { code, stderr } = await intvlm8r(['ping', address().replace('/ping/', '\\ping\\')], nowhere())
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'intvlm8r: that address cannot be used. Use slashes (/) instead of backslashes (\\).\n',
    })
    expect(asked).toEqual([])
  })

  it('keeps the address to itself when it is refused', async () => {
    answers = [404]
    const { code, stderr } = await intvlm8r(['ping', address()], nowhere())
    expect(code).toBe(1)
    expect(stderr).toMatch(/^intvlm8r: 127\.0\.0\.1:\d+ did not take the signal: it answered 404\n$/)
  })
})

describe('run', () => {
  it('passes output and exit code through, and signals start, end and the last output', async () => {
    const script = 'echo working; echo trouble >&2; exit 7'
    const { code, stdout, stderr } = await intvlm8r(['run', check.slug, '--', 'sh', '-c', script])
    expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: 'working\n', stderr: 'trouble\n' })
    const [end, start] = await store.history(check.id)
    expect(start).toMatchObject({ kind: 'start' })
    expect(end).toMatchObject({ kind: 'fail', detail: { exitCode: 7, rid: start?.detail.rid } })
    expect(end?.duration).toBeGreaterThanOrEqual(0)
    expect((await store.bodies(check.id))[0]?.body.split('\n').sort()).toEqual(['', 'trouble', 'working'])
  })

  it('keeps the last 10,000 bytes, from the beginning of a character on', async () => {
    const script = "process.stdout.write('x' + 'ü'.repeat(50_000))"
    const { code, stdout } = await intvlm8r(['run', check.slug, '--', process.execPath, '-e', `${script}`])
    expect(code).toBe(0)
    expect(stdout).toHaveLength(50_001)
    expect((await store.bodies(check.id))[0]?.body).toBe('ü'.repeat(5_000))
  })

  it('runs the command even when the watch is away', async () => {
    const answer = await intvlm8r(['run', 'backup', '--', 'echo', 'done'], `${redis.home}/elsewhere`)
    expect(answer).toMatchObject({ code: 0, stdout: 'done\n' })
    expect(answer.stderr).toContain('the success of "backup" was not written down')
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    'passes %s on, and signals how the command ended',
    async signal => {
      const name = signal.slice(3)
      const script = `trap 'echo heard ${name}; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`
      const child = startIntvlm8r(['run', check.slug, '--', 'sh', '-c', script], redis)
      await once(child.stdout, 'data')
      child.kill(signal)
      const [code] = await once(child, 'close')
      expect(code).toBe(9)
      expect((await store.bodies(check.id))[0]?.body).toBe(`ready\nheard ${name}\n`)
    },
  )

  it('leaves Ctrl+C to the terminal, which sends it to the command as well', async () => {
    const script = [
      `process.on('SIGINT', () => console.log('heard'))`,
      `process.on('SIGTERM', () => { console.log('end'); process.exit() })`,
      `setInterval(() => {}, 1e6)`,
      `console.log('run by', process.ppid)`,
    ]
    const line = `"$NODE" "$PROGRAM" run "$SLUG" -- "$NODE" -e "$SCRIPT"`
    const terminal = spawn('script', ['-qefc', line, '/dev/null'], {
      env: {
        PATH: process.env.PATH,
        INTVLM8R_HOME: redis.home,
        NODE: process.execPath,
        PROGRAM: join(import.meta.dirname, '../../dist/bin/intvlm8r.js'),
        SLUG: check.slug,
        SCRIPT: script.join(';'),
      },
    })
    let seen = ''
    terminal.stdout.setEncoding('utf8').on('data', text => {
      seen += text
    })
    await expect.poll(() => seen).toMatch(/run by \d+\r\n$/)
    terminal.stdin.write('\u0003')
    await expect.poll(() => seen).toContain('heard')
    // A signal that was passed on would have come before this one.
    process.kill(Number(/run by (\d+)/.exec(seen)?.[1]), 'SIGTERM')
    await once(terminal, 'close')
    expect(seen.match(/heard|end/g)).toEqual(['heard', 'end'])
  })

  it('signals the end at once, although a process that was left behind still holds the output', async () => {
    const child = startIntvlm8r(
      ['run', check.slug, '--', 'sh', '-c', 'exec 3<&0; (read line <&3; echo later) & echo done'],
      redis,
    )
    let seen = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      seen += text
    })
    const end = async () => (await store.history(check.id))[0]?.kind
    await expect.poll(end).toBe('success')
    expect(child.exitCode).toBeNull()
    child.stdin.end('go on\n')
    expect(await once(child, 'close')).toEqual([0, null])
    expect(seen).toBe('done\nlater\n')
  })

  it('keeps the last of an output that is no text, too', async () => {
    const script = "process.stdout.write(Buffer.concat([Buffer.alloc(20_000, 0xff), Buffer.from('the end')]))"
    await intvlm8r(['run', check.slug, '--', process.execPath, '-e', script])
    const [kept] = await store.bodies(check.id)
    expect(kept?.body.endsWith('\ufffdthe end')).toBe(true)
    expect(Buffer.byteLength(kept?.body ?? '')).toBeLessThanOrEqual(10_000)
  })

  it('signals a command that is not there, and one that a signal ended', async () => {
    expect((await intvlm8r(['run', check.slug, '--', 'no-such-program'])).code).toBe(127)
    expect((await store.history(check.id))[0]).toMatchObject({ kind: 'fail', detail: { exitCode: 127 } })
    expect((await intvlm8r(['run', check.slug, '--', 'sh', '-c', 'kill -9 $$'])).code).toBe(137)
    expect((await store.history(check.id))[0]).toMatchObject({ detail: { exitCode: 137 } })
  })
})
