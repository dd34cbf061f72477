import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCheckIn } from '../../src/domain/watch/check-ins/index'

const FOLDER = join(import.meta.dirname, '../../examples')
const SCRIPT = join(FOLDER, 'cron/run-and-check-in')

const server = createServer(async (request, response) => {
  received.push([request.url ?? '', await text(request)])
  response.end('OK')
})
let received: [string, string][] = []
let address = ''

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/some-id`
})
afterAll(() => server.close())

function run(...args: string[]): Promise<{ code: unknown; output: string }> {
  received = []
  return new Promise(resolve =>
    execFile(SCRIPT, args, (error, stdout) => resolve({ code: error?.code ?? 0, output: stdout })),
  )
}

describe('run-and-check-in', () => {
  it('reports the start, then the exit code with the output', async () => {
    const ended = await run(address, 'sh', '-c', 'echo done; echo careful >&2')
    expect(ended).toEqual({ code: 0, output: 'done\ncareful\n' })
    expect(received).toEqual([
      ['/ping/some-id/start', ''],
      ['/ping/some-id/0', 'done\ncareful\n'],
    ])
  })

  it('passes the exit code of a command that fails on, to the watch and to its caller', async () => {
    expect(await run(address, 'sh', '-c', 'exit 3')).toEqual({ code: 3, output: '' })
    expect(received.at(-1)).toEqual(['/ping/some-id/3', ''])
  })

  it('hands arguments on as they are', async () => {
    expect((await run(address, 'printf', '%s|', 'two words', '*')).output).toBe('two words|*|')
  })

  it('sends the last 10,000 bytes of a long output, and prints all of it', async () => {
    const { output } = await run(address, 'seq', '1', '5000')
    expect(output).toMatch(/^1\n2\n[\s\S]*\n5000\n$/)
    expect(received.at(-1)?.[1]).toBe(output.slice(-10_000))
  })

  it('runs the command at once also when the watch cannot be reached', async () => {
    const before = Date.now()
    const { code, output } = await run(
      'http://127.0.0.1:1/ping/x',
      'sh',
      '-c',
      'echo still; date +%s%3N; exit 4',
    )
    const [word, began] = output.split('\n')
    expect([code, word]).toEqual([4, 'still'])
    expect(Number(began) - before).toBeLessThan(10_000) // It did not wait for the retries.
  })

  it('runs the command also where no file can be made, and reports its exit code', async () => {
    received = []
    const script = `TMPDIR=/nonexistent "$@" 2>/dev/null`
    const ran = await new Promise(resolve =>
      execFile(
        'sh',
        ['-c', script, 'sh', SCRIPT, address, 'sh', '-c', 'echo done; exit 3'],
        (error, stdout) => resolve([error?.code, stdout]),
      ),
    )
    expect(ran).toEqual([3, 'done\n'])
    expect(received).toEqual([
      ['/ping/some-id/start', ''],
      ['/ping/some-id/3', ''],
    ])
  })

  it('explains itself without a command', async () => {
    expect(await run(address)).toEqual({ code: 64, output: '' })
    expect(received).toEqual([])
  })
})

describe('the examples', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(name =>
    statSync(join(FOLDER, name)).isFile(),
  )
  // `%i` is the id that stands in the name of a systemd unit, `<uuid>` the one that a reader fills in.
  const UUID = '00000000-0000-0000-0000-000000000000'
  const addresses = files.flatMap(name =>
    [...readFileSync(join(FOLDER, name), 'utf8').matchAll(/http:\/\/pi:8080(\/[^\s`]*)/g)].map(
      ([, path = '']) => [name, path.replace(/%i|<uuid>/, UUID)] as const,
    ),
  )

  it('have addresses of check-ins in every folder', () => {
    const folders = new Set(addresses.map(([name]) => name.split('/')[0]))
    expect([...folders].sort()).toEqual(['README.md', 'borgmatic', 'cron', 'docker', 'systemd'])
  })

  it.each(addresses)('%s: %s is understood', (_name, path) => {
    expect(parseCheckIn(path)).toMatchObject({ via: 'healthchecks', target: { id: UUID } })
  })
})

describe('a line that sends the exit code', () => {
  const PLACES = ['docs/clients.md', 'examples/cron/crontab', 'README.md', 'examples/README.md']
  const lines = PLACES.flatMap(place =>
    [...readFileSync(join(FOLDER, '..', place), 'utf8').matchAll(/^.*(curl .*\/\$\?.*)$/gm)].map(
      ([, line = '']) => [place, line] as const,
    ),
  )

  it('stands in the documents', () => {
    expect(lines.map(([place]) => place)).toEqual(['docs/clients.md', 'examples/cron/crontab'])
  })

  it.each(lines.flatMap(([place, line]) => ['sh', 'bash'].map(shell => [place, shell, line] as const)))(
    'in %s: %s has the one of the job, whatever else is in the line',
    (_place, shell, line) => {
      // What is substituted behind the job succeeds.
      const script = `curl() { printf '%s\\n' "$@"; }; tail() { echo done; }; CHECK=http://pi:8080/ping/ID; (exit 7); ${line}`
      const words = execFileSync(shell, ['-c', script], { encoding: 'utf8' }).split('\n')
      expect(words).toContain('http://pi:8080/ping/ID/7')
    },
  )
})
