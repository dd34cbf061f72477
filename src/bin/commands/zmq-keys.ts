import { addZmqSender, makeZmqKeys } from '../../io/watch/zmq-keys'
import { places } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { CommandError } from './context'
import { print } from './print'

/** Prints the appliance's public key, or a pair of keys for a sender, which only its sender keeps. */
export async function zmqKeys(sender?: string): Promise<number> {
  const { home } = places()
  const code = await runAsOwnerOf(home, {})
  if (code !== undefined) return code
  const { publicKey } = await makeZmqKeys(home)
  print(`the appliance's public key  ${publicKey}`)
  if (sender === undefined) {
    print('Senders give it as curve_serverkey, and [Zmq] in the INI says curve = on.')
    return 0
  }
  if (!/^[\w.-]{1,100}$/.test(sender))
    throw new CommandError('a sender has a name of letters, digits, dots, _ and - here')
  const keys = await addZmqSender(home, sender)
  print(`public key of ${sender}  ${keys.publicKey}`)
  print(`secret key of ${sender}  ${keys.secretKey}`)
  print('The secret key is shown this once. With curve = known in [Zmq] only such senders may connect.')
  return 0
}
