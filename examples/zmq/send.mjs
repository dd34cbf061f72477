// Sends one message about an event by 0MQ (npm install zeromq):
//
//   node send.mjs tcp://pi:5659 FAILED clientA nightly 'disk full'
//
// With CURVE, the appliance's public key is in ZMQ_SERVER_KEY. A sender with keys of its own has them in ZMQ_PUBLIC_KEY and
// ZMQ_SECRET_KEY; others draw some. Where the appliance wants a word, it is in ZMQ_WORD.
import { curveKeyPair, Push } from 'zeromq'

const { ZMQ_SERVER_KEY, ZMQ_PUBLIC_KEY, ZMQ_SECRET_KEY, ZMQ_WORD } = process.env
const [address, type, sender, event, ...text] = process.argv.slice(2)
const LONGEST_TEXT = 10_000

// A PUSH keeps the message until the appliance takes it. Half a minute later it gives up. The heartbeats of the protocol
// find a connection that is dead, and the message goes over the next one.
const socket = new Push({ linger: 30_000, heartbeatInterval: 5_000, heartbeatTimeout: 10_000 })
if (ZMQ_SERVER_KEY) {
  const drawn = curveKeyPair()
  socket.curveServerKey = ZMQ_SERVER_KEY
  socket.curvePublicKey = ZMQ_PUBLIC_KEY ?? drawn.publicKey
  socket.curveSecretKey = ZMQ_SECRET_KEY ?? drawn.secretKey
}
socket.connect(address)
const names = ZMQ_WORD ? [ZMQ_WORD, sender, event] : [sender, event]
await socket.send([type, ...names, Buffer.from(text.join(' ')).subarray(0, LONGEST_TEXT)])
socket.close()
