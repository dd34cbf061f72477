/** A client behind a firewall that lets nothing in, in a network namespace of its own. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createMachine } from './namespace'
import { frames, PATIENCE, type Receiver, startReceiver } from './receiver'

const client = createMachine(77)
const { inside } = client

/** Sends a line of standard input as a message, and prints it when it was given to 0MQ. */
const SENDER = `
import sys, zmq
c = zmq.Context()
s = c.socket(zmq.PUSH)
s.heartbeat_ivl, s.heartbeat_timeout = 1000, 3000
s.connect(sys.argv[1])
for line in sys.stdin:
  s.send_multipart([part.encode() for part in line.strip().split(" ")])
  print(line.strip(), flush=True)
s.close()
c.term()`

describe.skipIf(process.getuid?.() !== 0)('a client whose firewall lets nothing in', () => {
  let receiver: Receiver

  beforeAll(async () => {
    client.on()
    // Nothing may come in but the answers to its own connections.
    inside('iptables -P INPUT DROP')
    inside('iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT')
    receiver = await startReceiver()
    await receiver.stop()
    await receiver.rewrite(ini => ini.replaceAll('tcp://127.0.0.1:', `tcp://${client.host}:`))
    await receiver.start()
  })

  afterAll(async () => {
    await receiver?.close()
    client.off()
  })

  it('sends by one outgoing connection, and what it sends in a split arrives when that is over', async () => {
    const id = await receiver.make('client/nightly')
    await expect(
      promisify(execFile)('timeout', ['1', 'bash', '-c', `exec 3<>/dev/tcp/${client.address}/22`]),
    ).rejects.toMatchObject({ code: 124 })
    const sender = spawn('ip', [
      ...[...client.within, '/usr/bin/python3', '-c', SENDER],
      `tcp://${client.host}:${receiver.ports.bind}`,
    ])
    const lines = createInterface(sender.stdout)
    const say = async (line: string) => {
      const said = once(lines, 'line')
      sender.stdin.write(`${line}\n`)
      await said
    }
    await say('STARTED client nightly')
    await vi.waitFor(async () => expect(await receiver.kinds(id)).toEqual(['start']), PATIENCE)

    inside('iptables -I OUTPUT -j DROP')
    inside('iptables -I INPUT -j DROP')
    // The sender notices the split by its heartbeats, and its connection is closed.
    const connections = () => inside(`ss -Htn state established dst ${client.host}`).trim()
    expect(connections()).not.toBe('')
    await vi.waitFor(() => expect(connections()).toBe(''), PATIENCE)
    await say('FAILED client nightly disk-full')
    await say('SUCCEEDED client nightly')
    inside('iptables -D OUTPUT -j DROP')
    inside('iptables -D INPUT -j DROP')
    await vi.waitFor(
      async () => expect(await receiver.kinds(id)).toEqual(['start', 'fail', 'success']),
      PATIENCE,
    )
    sender.stdin.end()
    await once(sender, 'exit')
  })

  it('ten one-shot scripts behind it are ten signals', async () => {
    const id = await receiver.make('client/shots')
    for (let n = 0; n < 10; n++)
      await promisify(execFile)('ip', [
        ...[...client.within, '/usr/bin/python3', '-c'],
        `import zmq as z\nwith z.Context() as c:\n  with c.socket(z.PUSH) as s:\n    s.connect("tcp://${client.host}:${receiver.ports.bind}")\n    s.send_multipart(${frames('SUCCEEDED', 'client', 'shots')})`,
      ])
    await vi.waitFor(async () => expect(await receiver.kinds(id)).toHaveLength(10), PATIENCE)
  })
})
