// Sends so many messages by 0MQ: push.mjs ADDRESS MESSAGES CHECKS
import { Push } from 'zeromq'

const [address, messages, checks] = process.argv.slice(2)
const socket = new Push({ sendHighWaterMark: 1_000, linger: 60_000 })
socket.connect(address)
for (let n = 0; n < Number(messages); n++)
  await socket.send(['SUCCEEDED', `sender${n % Number(checks)}`, 'job', `run ${n}`])
socket.close()
