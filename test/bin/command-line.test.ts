import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const PROGRAM = join(ROOT, 'dist/bin/intvlm8r.js')
const NOWHERE = join(ROOT, 'build/no-such-state-folder')

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(program: string, args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, INTVLM8R_HOME: NOWHERE }
  return new Promise(done => {
    execFile(program, args, { cwd: ROOT, env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

const intvlm8r = (...args: string[]) => run(process.execPath, [PROGRAM, ...args])

describe('wrong usage ends with 2', () => {
  it.each<[string[], string]>([
    [['statsu'], 'there is no command "statsu"; did you mean status?'],
    [['check', 'puase', 'nas'], 'there is no command "check puase"; did you mean check pause?'],
    [['chekc', 'show', 'nas'], 'there is no command "chekc"; did you mean check?'],
    [['constructor'], 'there is no command "constructor"'],
    [['help', 'stauts'], 'there is no command "stauts"; did you mean status?'],
    [['logs', '--folow'], 'there is no option --folow; did you mean --follow?'],
    [['status', '--follow'], '--follow means nothing here; usage: intvlm8r status [--json]'],
    [['checks', '--yes'], '--yes means nothing here without --delete'],
    [['checks', '--delete', '--json', 'nas'], '--json means nothing here with --delete'],
    [['run', 'nas', 'tar', '-c'], '-c is an option of the command; put -- before the command'],
    [['run', 'nas', 'df', '-h'], '-h is an option of the command; put -- before the command'],
    [['ping', 'nas', '--exit'], 'exit'],
    [['ping', 'nas', '--exit', ''], '--exit has an empty value'],
    [['key', 'add', 'script', '--expires='], '--expires has an empty value'],
    [['check', 'show'], 'usage: intvlm8r check show NAME [--json]'],
    [['status', 'now'], 'usage: intvlm8r status [--json]'],
    [['check'], 'check silence NAME [TIME]'],
  ])('%j', async (args, words) => {
    const { code, stdout, stderr } = await intvlm8r(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
  })
})

describe('help', () => {
  it.each<[string[], string]>([
    [['help'], 'usage: intvlm8r COMMAND'],
    [[], 'usage: intvlm8r COMMAND'],
    [['help', 'run'], 'usage: intvlm8r run NAME [ADDRESS ...] -- COMMAND'],
    [['run', '--help'], 'usage: intvlm8r run NAME [ADDRESS ...] -- COMMAND'],
    [['help', 'check', 'pause'], 'usage: intvlm8r check pause NAME'],
    [['help', 'logs'], 'gunicorn.error'],
  ])('%j', async (args, words) => {
    const { code, stdout } = await intvlm8r(...args)
    expect(code).toBe(0)
    expect(stdout).toContain(words)
  })

  it('is JSON for programs: all commands, a group, or one', async () => {
    const words = async (...args: string[]) => JSON.parse((await intvlm8r('help', ...args, '--json')).stdout)
    expect(await words('check', 'pause')).toEqual([
      {
        name: 'check pause',
        usage: 'check pause NAME',
        summary: expect.any(String),
        help: expect.any(String),
      },
    ])
    expect((await words('key')).map(({ name }: { name: string }) => name)).toEqual(['key add', 'key revoke'])
    expect((await words()).length).toBeGreaterThan(30)
    expect(await intvlm8r('help', 'stauts', '--json')).toMatchObject({ code: 2, stdout: '' })
  })

  it.each([[['help', 'check']], [['check', '--help']]])(
    '%j has the commands of the group, and no others',
    async args => {
      const { code, stdout } = await intvlm8r(...args)
      expect(code).toBe(0)
      expect(stdout.match(/^ {2}\S+ \S+/gm)).toEqual([
        '  check show',
        '  check pause',
        '  check resume',
        '  check run',
        '  check silence',
        '  check acknowledge',
      ])
    },
  )
})

it('runs from a checkout by npm, with its output and exit code alone', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(await run('npm', ['run', '--silent', 'intvlm8r', '--', 'version'])).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
  })
  expect((await run('npm', ['run', 'intvlm8r', '--', 'check', 'shwo'])).code).toBe(2)
})

it('something that is not well ends with 1', async () => {
  const { code, stderr } = await intvlm8r('checks')
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^intvlm8r: Redis /)])
})

describe('output that is lost', () => {
  const inShell = (line: string) => run('sh', ['-c', line, 'sh', process.execPath, PROGRAM])

  it.each(['help', 'version', 'help --json'])('on a full disk %s ends with 1', async words => {
    const { code, stderr } = await inShell(`"$1" "$2" ${words} >/dev/full`)
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^intvlm8r: the output cannot be written: ENOSPC\b.*\n$/),
    ])
  })

  it('is no trouble where its reader has left', async () => {
    const { code, stdout, stderr } = await inShell('{ "$1" "$2" help; echo $? >&2; } | true')
    expect([code, stdout, stderr]).toEqual([0, '', '0\n'])
  })

  it.each([0, 3])('does not change the exit code %i of a command that it runs', async exitCode => {
    const { code } = await inShell(`"$1" "$2" run nas -- sh -c 'echo x; exit ${exitCode}' >/dev/full`)
    expect(code).toBe(exitCode)
  })
})
