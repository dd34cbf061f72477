/** Connects to publishers, and prints the senders of their messages: `connecting-child ADDRESS ...` */
import { loadZmq } from '../../src/io/watch/zmq-library'
import { openSockets } from '../../src/io/watch/zmq-sockets'

const [, , ...addresses] = process.argv
void loadZmq().then(zmq =>
  openSockets({
    zmq,
    settings: {
      ...{ bind: [], bindsub: [], publish: [], create: 'off', word: '', curve: 'off' },
      connect: addresses.map(address => ({ address })),
    },
    keys: () => undefined,
    take: ([, sender]) => console.log(String(sender)) as undefined,
    room: () => undefined,
    until: Promise.resolve(),
    onTrouble: console.error,
  }),
)
setInterval(() => {}, 60_000)
