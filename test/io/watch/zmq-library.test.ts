import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { zmqProblem } from '../../../src/io/watch/zmq-library'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-library-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('is missing until its package is whole, also for a program that looked before', async () => {
  await mkdir(join(folder, 'node_modules'))
  const problem = () => zmqProblem('arm64', join(folder, 'dist', 'bin', 'web.js'))
  expect(problem()).toMatch(/^0MQ is not installed: install the package intvlm8r-heartbeat-zmq/)
  const place = join(folder, 'node_modules', 'zeromq')
  await mkdir(join(place, 'lib'), { recursive: true })
  await writeFile(join(place, 'package.json'), '{ "name": "zeromq", "main": "lib/index.js" }')
  await writeFile(join(place, 'lib', 'index.js'), '')
  expect(problem()).toMatch(/^0MQ is not installed:/)
  await mkdir(join(place, 'build'))
  expect(problem()).toBeUndefined()
})

it('is not there for every processor', () => {
  expect(zmqProblem('arm', join(folder, 'web.js'))).toMatch(/^0MQ is not available on this machine/)
})
