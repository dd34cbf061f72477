/** Mail accounts. */
export const mail: Readonly<Record<string, string>> = {
  'Nothing uses it.': 'Nichts benutzt es.',
  'These use it, and will not work without it: {list}.':
    'Diese benutzen es und funktionieren ohne es nicht: {list}.',
  'New mail account': 'Neues Mailkonto',
  'All mail accounts': 'Alle Mailkonten',
  'SMTP sends, IMAP reads; one of them is enough for either side.':
    'SMTP sendet, IMAP liest; für eine Seite genügt eines davon.',
  '<strong>Not saved: the account was changed meanwhile,</strong> in another tab. <a href="{address}" target="_blank">See how it is now</a>, or save again to save your entries instead.':
    '<strong>Nicht gespeichert: das Konto wurde inzwischen geändert,</strong> in einem anderen Tab. <a href="{address}" target="_blank">Jetzigen Stand ansehen</a> oder noch einmal speichern, damit die Eingaben hier gelten.',
  'Not saved yet: what each step answered': 'Noch nicht gespeichert: das hat jeder Schritt ergeben',
  'Channels and checks refer to it by this name: small letters, digits, - and _.':
    'Kanäle und Prüfungen nennen es bei diesem Namen: Kleinbuchstaben, Ziffern, - und _.',
  'Make the account': 'Konto anlegen',
  'Mail accounts': 'Mailkonten',
  'New account': 'Neues Konto',
  '{name}: what each step answered': '{name}: das hat jeder Schritt ergeben',
  'No accounts yet': 'Noch keine Konten',
  'An account is where mails are sent from and looked for: by e-mail channels, by checks of mail, and for check-ins by e-mail.':
    'Über ein Konto werden Mails gesendet und gesucht: von E-Mail-Kanälen, von Prüfungen der Mail und für Meldungen per E-Mail.',
  'sends and reads': 'sendet und liest',
  sends: 'sendet',
  reads: 'liest',
  'from the INI, and changed there': 'aus der INI, und dort zu ändern',
  'from the checklist, and changed there': 'aus der Checkliste, und dort zu ändern',
  'It cannot be used: {reason}.': 'Es ist nicht verwendbar: {reason}.',
  well: 'gut',
  failed: 'fehlgeschlagen',
}
