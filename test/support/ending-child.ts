/** A long-running program, one of whose calls hangs where a pipe that nobody writes to is named: `ending-child [PIPE]` */
import { open } from 'node:fs/promises'
import { endOnSignal } from '../../src/bin/shared/lifetime'

const [, , pipe] = process.argv
const log = { info: console.log, warn: console.log, error: console.log }
const { restart } = endOnSignal(log, async () => console.log('all is put away'))
process.on('SIGUSR2', () => restart('starting again'))
setInterval(() => {}, 60_000)
if (pipe !== undefined) void open(pipe)
console.log('ready')
