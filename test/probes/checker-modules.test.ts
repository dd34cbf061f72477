/** What Checker's own jobs import beyond the standard library, on a Python without any of it. */
import { execFileSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRunJob } from '../../src/io/probes/run-job'
import { look } from '../contracts/prober'
import { makeSelfSigned } from '../support/certificates'
import { folderWith } from '../support/folder'
import { answer, type Behaviour, hang, redirectTo, refusingUrl, startReceiver } from '../support/receiver'

const PYTHON = execFileSync('sh', ['-c', 'command -v python3'], { encoding: 'utf8' }).trim()

/** The details of the failing jobs in these files by their names, and those that succeeded as 'ok'. */
async function outcomes(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const programs = await folderWith({ python3: `#!/bin/sh\nexec ${PYTHON} -S "$@"\n` })
  await chmod(join(programs, 'python3'), 0o755)
  const job = createRunJob({ socket: '', environment: { PATH: `${programs}:${process.env.PATH}` } })
  const folder = await folderWith(files)
  const seen = await look('checker-job', folder, { timeout: 20_000, tools: { job } })
  const named = (seen.parts ?? []).filter(({ quiet, answer }) => !quiet || answer === 'failure')
  return Object.fromEntries(
    named.map(({ name, answer, detail }) => [name.replace(/\(.*/, ''), answer === 'success' ? 'ok' : detail]),
  )
}

/** A spawner with a job for each of its targets, whose subject is the reason of its failure. */
const spawner = (imports: string, targets: Readonly<Record<string, string>>, execute: string) => `
from __future__ import absolute_import
${imports}
from builtins import str
from . import JobBase
from . import JobSpawner

class Own(JobSpawner.JobSpawner):
    class Job(JobBase.JobBase):
        def __init__(self, config, name, target):
            self.name, self.target = name, target
            super(Own.Job, self).__init__(config, target)
        def getName(self):
            return self.name
        def executeEvery(self):
            return JobBase.JobFrequency.MINUTE
        def execute(self):
${execute.replace(/^/gm, ' '.repeat(12))}
        def onFailure(self):
            return self.sendEmail(self.words, "")
    def get_sub_jobs(self, config):
        for name, target in ${JSON.stringify(Object.entries(targets))}:
            yield self.Job(config, name, target)
`

it('requests.get follows redirections, returns every status, and raises its own errors', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const behaviours: Readonly<Record<string, Behaviour>> = {
    '/ok': answer(200, '{"a": 1}'),
    '/moved': redirectTo('/ok'),
    '/none': answer(204),
    '/broken': answer(500, 'oh no'),
  }
  receiver.answerWith((request, ...rest) => (behaviours[request.path] ?? hang)(request, ...rest))
  const targets = {
    ok: `${receiver.url}/ok`,
    moved: `${receiver.url}/moved`,
    none: `${receiver.url}/none`,
    broken: `${receiver.url}/broken`,
    hang: `${receiver.url}/hang`,
    refused: await refusingUrl(),
  }
  const execute = `
try:
    answer = requests.get(self.target, timeout=0.5)
except requests.exceptions.Timeout as error:
    self.words = "timeout"
    return False
except requests.ConnectionError as error:
    self.words = "refused"
    return False
self.words = "%d %s %s" % (answer.status_code, answer.content.decode("utf-8"), answer.text)
return answer.status_code == 200 and answer.json() == {"a": 1}`
  expect(await outcomes({ 'Own.py': spawner('import requests', targets, execute) })).toEqual({
    ok: 'ok',
    moved: 'ok',
    none: '204',
    broken: '500 oh no oh no',
    hang: 'timeout',
    refused: 'refused',
  })
})

it.each([
  ['as text', 'end[:-1]'],
  ['as bytes', 'end.decode("ascii")[:-1]'],
])('OpenSSL gives the end of a certificate, taken %s, and future is there', async (_what, text) => {
  const hosts = await Promise.all(
    [29, 31].map(async days => {
      const server = createServer(makeSelfSigned(days), (_request, response) => response.end())
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void server.close())
      return `127.0.0.1:${(server.address() as { port: number }).port}`
    }),
  )
  const execute = `
connection = http.client.HTTPSConnection(self.target, context=ssl._create_unverified_context())
connection.request("GET", "/")
shown = connection.sock.getpeercert(True)
end = OpenSSL.crypto.load_certificate(OpenSSL.crypto.FILETYPE_ASN1, shown).get_notAfter()
left = calendar.timegm(time.strptime(${text}, "%Y%m%d%H%M%S")) - time.time()
self.words = "%d days" % (left // 86400)
return left >= 30 * 86400`
  const imports = [
    'from future import standard_library',
    'standard_library.install_aliases()',
    'import calendar, http.client, ssl, time, OpenSSL',
  ].join('\n')
  const targets = { soon: hosts[0] ?? '', later: hosts[1] ?? '' }
  expect(await outcomes({ 'Own.py': spawner(imports, targets, execute) })).toEqual({
    soon: '28 days',
    later: 'ok',
  })
})

it('a module that nobody has is still a fault of its file', async () => {
  expect(await outcomes({ 'Own.py': 'import no_such_module\n' })).toEqual({
    'Own.py': "Own.py cannot be imported: ModuleNotFoundError: No module named 'no_such_module'",
  })
})
