/** The pages of channels and badges. */
export const channelPages: Readonly<Record<string, string>> = {
  Badges: 'Badges',
  'What it is of': 'Wovon',
  'Badge of': 'Badge von',
  'Words at its left': 'Text links darin',
  "Empty: the name. A badge of one check has its own page: open the check's year, then Badge.":
    'Leer: der Name. Das Badge einer einzelnen Prüfung hat eine eigene Seite: das Jahr der Prüfung öffnen, dann Badge.',
  'Show it': 'Anzeigen',
  'Badge of {name}': 'Badge: {name}',
  'The badge as it is now': 'Das Badge, wie es jetzt aussieht',
  'Whoever has such an address sees this status, and nothing else.':
    'Wer eine solche Adresse hat, sieht diesen Status und sonst nichts.',
  'all checks': 'alle Prüfungen',
  'the status page {title}': 'die Statusseite {title}',
  'Address of the picture': 'Adresse des Bildes',
  Markdown: 'Markdown',
  HTML: 'HTML',
  'JSON for Shields': 'JSON für Shields',
  'Picture made by Shields': 'Bild von Shields',
  'Shields fetches the JSON itself, so the appliance has to be reachable from the internet.':
    'Shields ruft das JSON selbst ab, daher muss das Gerät aus dem Internet erreichbar sein.',
  'No check uses it.': 'Keine Prüfung verwendet ihn.',
  'One check uses it, and will no longer alert by it.':
    'Eine Prüfung verwendet ihn und alarmiert dann nicht mehr über ihn.',
  '{n} checks use it, and will no longer alert by it.':
    '{n} Prüfungen verwenden ihn und alarmieren dann nicht mehr über ihn.',
  'New channel: {label}': 'Neuer Kanal: {label}',
  'Set-up, step by step': 'Einrichtung, Schritt für Schritt',
  'Not saved.': 'Nicht gespeichert.',
  'Correct the fields that are marked.': 'Die markierten Felder korrigieren.',
  '<strong>Not saved: the channel was changed meanwhile,</strong> in another tab. <a href="{page}" target="_blank">See how it is now</a>, or save again to save your entries instead.':
    '<strong>Nicht gespeichert: Der Kanal wurde inzwischen geändert,</strong> in einem anderen Tab. <a href="{page}" target="_blank">Ansehen, wie er jetzt ist</a>, oder noch einmal speichern, um stattdessen die eigenen Eingaben zu speichern.',
  'This channel stands in the INI of the appliance: it is changed there, in its <code>[channel.{name}]</code> section. Browsers are added here.':
    'Dieser Kanal steht in der INI des Geräts: Er wird dort geändert, im Abschnitt <code>[channel.{name}]</code>. Browser werden hier hinzugefügt.',
  'Checks refer to it by this name: small letters, digits, - and _.':
    'Prüfungen nennen ihn mit diesem Namen: Kleinbuchstaben, Ziffern, - und _.',
  'New checks alert by it': 'Neue Prüfungen alarmieren über ihn',
  'Checks that there are already keep their channels.': 'Vorhandene Prüfungen behalten ihre Kanäle.',
  'Make the channel': 'Kanal anlegen',
  'Checks without it': 'Prüfungen ohne ihn',
  'Browsers that take messages': 'Browser, die Nachrichten empfangen',
  'Needs JavaScript.': 'Benötigt JavaScript.',
  'A browser takes messages only from a page that was opened by https. Switch https on below System, then open this page by https on the phone.':
    'Ein Browser empfängt Nachrichten nur von einer Seite, die mit https geöffnet wurde. Unter System https einschalten, dann diese Seite auf dem Telefon mit https öffnen.',
  'How this device comes to trust it': 'Wie dieses Gerät ihr vertraut',
  'Send messages to this browser': 'Nachrichten an diesen Browser senden',
  'No more to this browser': 'Keine mehr an diesen Browser',
  'New channel': 'Neuer Kanal',
  'Test of {name}: sent.': 'Test von {name}: gesendet.',
  'Test of {name}: failed.': 'Test von {name}: fehlgeschlagen.',
  'Nobody is alerted yet': 'Noch wird niemand alarmiert',
  'A channel is a way to reach people: e-mail, a chat such as Telegram, Slack or Signal, an app on a phone, PagerDuty, an SMS, and more.':
    'Ein Kanal ist ein Weg, Menschen zu erreichen: E-Mail, ein Chat wie Telegram, Slack oder Signal, eine App auf dem Telefon, PagerDuty, eine SMS und mehr.',
  'no check uses it': 'keine Prüfung verwendet ihn',
  'for new checks': 'für neue Prüfungen',
  'It cannot send: {problem}.': 'Er kann nicht senden: {problem}.',
  'Nothing got through since {since}: {detail}.': 'Seit {since} kam nichts durch: {detail}.',
  'Send a test': 'Test senden',
  'Browsers of {name}': 'Browser von {name}',
  Browsers: 'Browser',
  'This device': 'Dieses Gerät',
  'Messages can come to this browser, also while the page is closed.':
    'Nachrichten können zu diesem Browser kommen, auch bei geschlossener Seite.',
  'Messages on this device': 'Nachrichten auf diesem Gerät',
  'Messages by ntfy instead': 'Stattdessen Nachrichten per ntfy',
  'Alert by it for {n} check': 'Für {n} Prüfung darüber alarmieren',
  'Alert by it for {n} checks': 'Für {n} Prüfungen darüber alarmieren',
  '{n} check alerts by {by} from now on.': '{n} Prüfung alarmiert ab jetzt über {by}.',
  '{n} checks alert by {by} from now on.': '{n} Prüfungen alarmieren ab jetzt über {by}.',
  '{n} check alerts by it from now on.': '{n} Prüfung alarmiert ab jetzt darüber.',
  '{n} checks alert by it from now on.': '{n} Prüfungen alarmieren ab jetzt darüber.',
  'Saved. Send a test to see whether it arrives, then choose the channel at the checks that are to alert by it.':
    'Gespeichert. Einen Test senden, um zu sehen, ob er ankommt; dann den Kanal bei den Prüfungen wählen, die darüber alarmieren sollen.',
  'The channel is deleted.': 'Der Kanal ist gelöscht.',
  'This device takes messages from now on. Send a test to see whether they arrive.':
    'Dieses Gerät empfängt ab jetzt Nachrichten. Einen Test senden, um zu sehen, ob sie ankommen.',
  'There is no such channel; somebody may have deleted it.':
    'Diesen Kanal gibt es nicht; vielleicht wurde er gelöscht.',
  'This channel stands in a file of the appliance and is changed there: in its [channel] section of the INI, or in the checklist that the INI names.':
    'Dieser Kanal steht in einer Datei des Geräts und wird dort geändert: in seinem Abschnitt [channel] der INI oder in der Checkliste, die die INI nennt.',
  'The kind of a channel {reason}.': 'Die Art eines Kanals {reason}.',
  'A channel of this kind runs a program, and only the INI may name one: see its [channel] sections.':
    'Ein Kanal dieser Art führt ein Programm aus, und nur die INI darf eines nennen: siehe ihre Abschnitte [channel].',
  'is taken by another channel': 'ist von einem anderen Kanal belegt',
  '[{section}] in the INI names this channel: take it out there before you delete it.':
    '[{section}] in der INI nennt diesen Kanal: Ihn dort herausnehmen, bevor er gelöscht wird.',
  'No check alerts by it.': 'Keine Prüfung alarmiert über ihn.',
  'One check alerts by it, and will no longer.':
    'Eine Prüfung alarmiert über ihn und tut das dann nicht mehr.',
  '{n} checks alert by it, and will no longer.':
    '{n} Prüfungen alarmieren über ihn und tun das dann nicht mehr.',
  'A check that escalates to it will not do so any more.':
    'Eine Prüfung, die an ihn eskaliert, tut das dann nicht mehr.',
  'One window of maintenance is announced by it.': 'Ein Wartungsfenster wird über ihn angekündigt.',
  '{n} windows of maintenance are announced by it.': '{n} Wartungsfenster werden über ihn angekündigt.',
  'The browser did not send a subscription that this channel can use.':
    'Der Browser hat kein Abonnement gesendet, das dieser Kanal verwenden kann.',
  'A channel delivers no alerts.': 'Ein Kanal stellt keine Meldungen zu.',
  '{n} channels deliver no alerts.': '{n} Kanäle stellen keine Meldungen zu.',
  'Nothing gets through to {name}: {why}': 'Nichts kommt durch zu {name}: {why}',
  'Nothing gets through to {name} since {since}: {why}': 'Seit {since} kommt nichts durch zu {name}: {why}',
  'no browser has allowed messages; allow them on its page':
    'kein Browser hat Nachrichten erlaubt; sie auf seiner Seite erlauben',
  'Send a test on the page Channels: one that gets through ends this.':
    'Auf der Seite Kanäle einen Test senden: Einer, der durchkommt, beendet dies.',
}
