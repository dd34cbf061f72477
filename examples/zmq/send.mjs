// Sends one message about an event by 0MQ (npm install zeromq):
//
//   node send.mjs tcp://pi:5659 FAILED clientA nightly 'disk full'
import { Push } from 'zeromq'

const [address, type, sender, event, ...text] = process.argv.slice(2)
// A PUSH keeps the message until the appliance takes it. Half a minute later it gives up.
const socket = new Push({ linger: 30_000 })
socket.connect(address)
await socket.send([type, sender, event, text.join(' ')])
socket.close()
