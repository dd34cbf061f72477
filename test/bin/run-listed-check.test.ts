import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderWith } from '../support/folder'
import { answer, refusingUrl, startReceiver } from '../support/receiver'
import { ETL } from '../support/robopager'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const check = (name: string, more = '') =>
  `${name}:\n  type: batchy\n  wf_name: ${name}\n  latency_min: 60\n  check_time: 10:15\n${more}`

/** The account of a workflow that began so many minutes ago. */
const account = (minutes: number) => {
  const batch_start = new Date(Date.now() - minutes * 60_000).toISOString().slice(0, -1)
  return answer(200, JSON.stringify({ global: { status: 'success', batch_start } }))
}

/** The settings of a Robopager whose batchy is that server. */
function etlFor(server: string): string {
  const [, host = '', port = ''] = /^http:\/\/(.*):(\d+)$/.exec(server) ?? []
  return ETL.replace('batch.lan', host).replace('8050', port).replace('email, batchy', 'email')
}

async function run(server: string, name: string, ...more: string[]) {
  const home = await folderWith({
    'intvlm8r.ini': '[Monitoring]\nheartbeatfrequency = Off\n',
    'etl.cfg': etlFor(server),
    'list.yaml': `${check('job1')}${check('job2', '  colour: red\n')}`,
  })
  const own = more.map(word => (word === 'ETL' ? join(home, 'etl.cfg') : word))
  const list = more.includes('--checklist') ? [] : ['--checklist', join(home, 'list.yaml')]
  const args = [PROGRAM, 'check', 'run', name, ...list, ...own]
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  return await new Promise<{ code: number; output: string }>(done => {
    execFile(process.execPath, args, { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), output: (out + err).replaceAll(home, 'HOME') }),
    )
  })
}

async function serving(minutes: number): Promise<string> {
  const server = await startReceiver()
  onTestFinished(server.close)
  server.answerWith(account(minutes))
  return server.url
}

test('the single mode has an exit code for each outcome (R19)', async () => {
  const well = await run(await serving(5), 'job1')
  expect([well.code, well.output]).toEqual([0, expect.stringMatching(/^job1: success .*\n {2}job1 began 5m/)])
  const late = await run(await serving(61), 'job1')
  expect([late.code, late.output]).toEqual([
    1,
    expect.stringMatching(/^job1: failure .*\n {2}job1 began 1h1m/),
  ])
  expect((await run(await refusingUrl(), 'job1')).code).toBe(1)
  const unknown = await run(await serving(5), 'job3')
  expect([unknown.code, unknown.output]).toEqual([
    2,
    expect.stringContaining('there is no check "job3" in HOME/list.yaml'),
  ])
})

test('a check with a fault in the list could not be looked at', async () => {
  const { code, output } = await run('http://127.0.0.1:9', 'job2', '--json')
  expect([code, JSON.parse(output)]).toEqual([
    3,
    {
      name: 'job2',
      answer: 'blind',
      detail: expect.stringMatching(/^HOME\/list\.yaml: line 11: "job2" colour is no key of a check/),
    },
  ])
})

test('without its settings or its list a check could not be looked at', async () => {
  const { code, output } = await run('http://127.0.0.1:9', 'job1', '--etl', '/nowhere/etl.cfg')
  expect([code, output]).toEqual([
    3,
    'job1: blind\n  /nowhere/etl.cfg is no etl.cfg of a Robopager that can be read; name it by --etl FILE\n',
  ])
  const other = await run('http://127.0.0.1:9', 'job1', '--checklist', '/nowhere/list.yaml', '--etl', 'ETL')
  expect([other.code, other.output]).toEqual([
    3,
    'job1: blind\n  the checklist /nowhere/list.yaml cannot be read (ENOENT)\n',
  ])
})

test('a check that only Redis knows could not be looked at while that is away', async () => {
  const home = await folderWith({
    'intvlm8r.ini': '[Monitoring]\nheartbeatfrequency = Off\n[Redis]\nurl = redis://127.0.0.1:9\n',
  })
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  const { code, output } = await new Promise<{ code: number; output: string }>(done => {
    execFile(process.execPath, [PROGRAM, 'check', 'run', 'job1', '--json'], { env }, (error, out) =>
      done({ code: Number(error?.code ?? 0), output: out }),
    )
  })
  expect([code, JSON.parse(output)]).toMatchObject([3, { name: 'job1', answer: 'blind' }])
})

test('the settings named by --etl count, not those beside the list', async () => {
  const elsewhere = join(await folderWith({ 'other.cfg': etlFor(await serving(5)) }), 'other.cfg')
  const { code, output } = await run('http://127.0.0.1:9', 'job1', '--etl', elsewhere)
  expect([code, output]).toEqual([0, expect.stringMatching(/^job1: success .*\n {2}job1 began 5m/)])
  const without = await run('http://127.0.0.1:9', 'job1')
  expect(without.code).toBe(1)
})
