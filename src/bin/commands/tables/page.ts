/** The commands for the log-in and the address of the page, its certificate, and the keys of 0MQ. */
import { addresses } from '../address'
import { makeCertificate, renewCertificate, showAuthority, showCertificate } from '../certificate'
import type { Command } from '../command'
import { printSetupLink, setPassword } from '../password'
import { secondFactorOff } from '../second-factor'
import { zmqKeys } from '../zmq-keys'

export const PAGE: Readonly<Record<string, Command>> = {
  'set-password': {
    usage: 'set-password',
    summary: 'set the password of the log-in',
    help: 'Asks for the new password twice; without a terminal, takes it from the first line of standard input.\nEverybody who was logged in has to log in again.',
    takes: [0, 0],
    run: setPassword,
  },
  'second-factor off': {
    usage: 'second-factor off',
    summary: 'let the password alone be enough for the log-in',
    help: 'For an owner who has lost the authenticator and the recovery codes. The page System turns it on again.\nEverybody who was logged in has to log in again.',
    takes: [0, 0],
    run: secondFactorOff,
  },
  'setup-link': {
    usage: 'setup-link',
    summary: 'print the one-time link for choosing the first password',
    help: 'Prints the link that is good until somebody has chosen a password; on a terminal also as a QR code for a phone.',
    takes: [0, 0],
    run: printSetupLink,
  },
  address: {
    usage: 'address',
    summary: 'print the addresses of the page',
    help: 'Prints every address at which a browser in your network finds the page, the likeliest first.\nThey follow [Web] host, port and tlscert of the INI.',
    takes: [0, 0],
    run: addresses,
  },
  'certificate show': {
    usage: 'certificate show',
    summary: 'the fingerprint of the certificate of the page',
    help: "Prints the certificate's fingerprint (SHA-256), its end and its names: compare the fingerprint when a browser warns.",
    takes: [0, 0],
    run: showCertificate,
  },
  'certificate make': {
    usage: 'certificate make',
    summary: 'switch https on, with a self-signed certificate',
    help: 'Makes a self-signed certificate, unless there is one, and names it in the INI. One of your own stays.\nIt is renewed by itself before its end.',
    takes: [0, 0],
    run: makeCertificate,
  },
  'certificate renew': {
    usage: 'certificate renew',
    summary: 'make the self-signed certificate anew',
    help: 'The new one is for the present names and addresses, and has another fingerprint.\nDevices that trust the authority of the appliance trust it at once, unless that had to be made anew for a new name; then it is said.',
    takes: [0, 0],
    run: renewCertificate,
  },
  'certificate authority': {
    usage: 'certificate authority',
    summary: "the appliance's own authority, for devices that are to trust the page",
    help: "Prints the certificate of the appliance's own authority (PEM), without its key: a device that trusts it trusts the page, also after each renewal.\nFor curl: --cacert FILE. For a phone the page System leads to the steps.",
    takes: [0, 0],
    run: showAuthority,
  },
  'zmq keys': {
    usage: 'zmq keys [SENDER]',
    summary: 'the key that senders by 0MQ need, or a pair for one of them',
    help: 'Prints the public key of the appliance, and makes it the first time. With `curve = on` in [Zmq] senders need it.\nSENDER: makes a pair of keys for a sender and prints them, this once; with `curve = known` nobody else may send.',
    takes: [0, 1],
    run: ([sender]) => zmqKeys(sender),
  },
}
