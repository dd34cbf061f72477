/** The commands for the watches that watch each other. */
import type { Command } from '../command'
import { invitePeer, joinPeer } from '../peer'
import { peers } from '../peers'

export const PEERS: Readonly<Record<string, Command>> = {
  peers: {
    usage: 'peers [--json]',
    summary: 'the watches that watch each other, and their answers',
    help: "Prints each peer with its answer: fine, can't mail, no jobs, can't store, clock off, heart late, or no answer;\nsince when, its round trip, and when it asked this watch last.\nExit code 0: the check of none of them is down or blind, and a worker runs that asks them.\n--json: for programs; times in seconds.",
    takes: [0, 0],
    options: ['json'],
    run: (_args, options) => peers(options),
  },
  'peer invite': {
    usage: 'peer invite [--name NAME] [--contact WHOM] [--url URL]',
    summary: 'print a line with which another watch becomes a peer',
    help: 'The line is good for one peer, for a day. Typed on the other appliance, it sets up both directions.\n--name: what the other one is called here; without it, by the name of its machine.\n--contact: the channel or mail address for alerts about it; without it, the default channels.\n--url: the address at which the other one reaches this watch, where that is not the address of the page.',
    takes: [0, 0],
    options: ['name', 'contact', 'url'],
    run: (_args, options) => invitePeer(options),
  },
  'peer join': {
    usage: 'peer join LINE [--name NAME] [--contact WHOM] [--url URL]',
    summary: 'become a peer of the watch that printed this line',
    help: 'LINE is what `intvlm8r peer invite` printed on the other appliance. Both INIs get a section [peer.NAME].\nThe same line again changes nothing.\n--name, --contact, --url: as for `peer invite`.',
    takes: [1, 1],
    options: ['name', 'contact', 'url'],
    run: ([line = ''], options) => joinPeer(line, options),
  },
}
