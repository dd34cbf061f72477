/** The kinds of channels with their settings, the settings of windows and status pages, and their faults. */
export const channelKinds: Readonly<Record<string, string>> = {
  'is no setting of {what}; did you mean {meant}?': 'ist keine Einstellung von {what}; war {meant} gemeint?',
  'E-mail': 'E-Mail',
  'Sends mail by way of an SMTP server.': 'Sendet Mail über einen SMTP-Server.',
  To: 'An',
  'Addresses, with commas between them; a name with a comma in it stands in quotation marks.':
    'Adressen, durch Kommas getrennt; ein Name mit Komma darin steht in Anführungszeichen.',
  From: 'Von',
  'The sender; empty: that of the account, the user, or the first address.':
    'Der Absender; leer: der des Kontos, der Benutzer oder die erste Adresse.',
  'Mail account': 'Mailkonto',
  'The name of an account that sends it, in place of everything below.':
    'Der Name eines Kontos, das sendet, anstelle von allem darunter.',
  'Such as smtp.example.org.': 'Etwa smtp.example.org.',
  Port: 'Port',
  Security: 'Sicherheit',
  User: 'Benutzer',
  'Weekly report': 'Wochenbericht',
  'Such as Mon 07:00, or with a zone: Mon 07:00 Europe/Berlin. Empty: none.':
    'Etwa Mon 07:00, oder mit Zone: Mon 07:00 Europe/Berlin. Leer: keiner.',
  'Weekly report to': 'Wochenbericht an',
  'Addresses, with commas between them; empty: those above.':
    'Adressen, durch Kommas getrennt; leer: die oben.',
  'Weekly report of': 'Wochenbericht über',
  'own: the checks that alert by this channel; all: every check.':
    'own: die Prüfungen, die über diesen Kanal alarmieren; all: jede Prüfung.',
  PagerDuty: 'PagerDuty',
  'Opens and resolves incidents by the Events API.': 'Öffnet und schließt Vorfälle über die Events API.',
  'Integration key': 'Integrationsschlüssel',
  "32 characters, from the service's Events API integration.":
    '32 Zeichen, aus der Integration „Events API“ des Dienstes.',
  'Events API': 'Events API',
  'Of the integration that the key belongs to: 2, or 1 for older ones (Generic API).':
    'Der Integration, zu der der Schlüssel gehört: 2, oder 1 für ältere (Generic API).',
  Offset: 'Versatz',
  'With version 1: wait so long for another watch on the same Redis to open the incident, such as 60s.':
    'Mit Version 1: so lange warten, dass eine andere Wache am selben Redis den Vorfall öffnet, etwa 60s.',
  Severity: 'Schweregrad',
  'Of the incident that a check opens.': 'Des Vorfalls, den eine Prüfung öffnet.',
  Server: 'Server',
  'Empty: https://events.pagerduty.com; another one for the EU region.':
    'Leer: https://events.pagerduty.com; ein anderer für die EU-Region.',
  ntfy: 'ntfy',
  'Push messages to phones, by ntfy.sh or a server of your own.':
    'Push-Nachrichten an Telefone, über ntfy.sh oder einen eigenen Server.',
  Topic: 'Thema',
  'Everybody who knows it can read along; choose one that nobody guesses.':
    'Wer es kennt, kann mitlesen; eines wählen, das niemand errät.',
  'may hold letters, digits, - and _ only (at most 64)':
    'darf nur Buchstaben, Ziffern, - und _ enthalten (höchstens 64)',
  'Empty: https://ntfy.sh. It may end in the topic, as in https://ntfy.sh/mine.':
    'Leer: https://ntfy.sh. Er darf mit dem Thema enden, wie https://ntfy.sh/mine.',
  'Where the topic is protected; begins with tk_.': 'Wo das Thema geschützt ist; beginnt mit tk_.',
  Priority: 'Priorität',
  'Of the message that a check is down: 5 is the most urgent, 3 is usual.':
    'Der Meldung, dass eine Prüfung ausgefallen ist: 5 ist am dringendsten, 3 ist üblich.',
  Webhook: 'Webhook',
  'Calls an address of your choice, with JSON of your choice.':
    'Ruft eine beliebige Adresse auf, mit beliebigem JSON.',
  'Called for every alert.': 'Wird bei jeder Meldung aufgerufen.',
  Method: 'Methode',
  'POST unless the service wants another one.': 'POST, sofern der Dienst keine andere will.',
  Body: 'Inhalt',
  'JSON with places such as "{{name}}", "{{status}}", "{{subject}}", "{{text}}", "{{url}}", "{{lastlines}}"; empty: all of them.':
    'JSON mit Platzhaltern wie "{{name}}", "{{status}}", "{{subject}}", "{{text}}", "{{url}}", "{{lastlines}}"; leer: alle.',
  Headers: 'Kopfzeilen',
  'Name: value, with | between several.': 'Name: Wert, mit | zwischen mehreren.',
  'Web Push': 'Web Push',
  "Messages to the browsers that allow it on the channel's page, which has to be opened by https.":
    'Nachrichten an die Browser, die es auf der Seite des Kanals erlauben; sie muss mit https geöffnet sein.',
  Contact: 'Kontakt',
  'A mailto: or https: address for the push services, should they have a question.':
    'Eine mailto:- oder https:-Adresse für Rückfragen der Push-Dienste.',
  'has to begin with mailto: or https://': 'muss mit mailto: oder https:// beginnen',
  '0MQ': '0MQ',
  'Publishes a message for other programs, where publish in [Zmq] of the INI says.':
    'Veröffentlicht eine Nachricht für andere Programme, wo publish in [Zmq] der INI es sagt.',
  Telegram: 'Telegram',
  'Messages from a bot of your own, to you or to a group.':
    'Nachrichten von einem eigenen Bot, an eine Person oder eine Gruppe.',
  'In Telegram write /newbot to @BotFather, and give the bot a name. Its answer holds the token.':
    'In Telegram /newbot an @BotFather schreiben und dem Bot einen Namen geben. Die Antwort enthält das Token.',
  'Write a message to your bot; or make it a member of a group, and write /start@ with its name there.':
    'Dem Bot eine Nachricht schreiben; oder ihn in eine Gruppe aufnehmen und dort /start@ mit seinem Namen schreiben.',
  'Open https://api.telegram.org/botTOKEN/getUpdates with that token: the number behind "chat":{"id": is the chat.':
    'Mit diesem Token https://api.telegram.org/botTOKEN/getUpdates öffnen: Die Zahl hinter "chat":{"id": ist der Chat.',
  'Bot token': 'Bot-Token',
  'Such as 123456789:AAH…, from @BotFather.': 'Etwa 123456789:AAH…, von @BotFather.',
  'is no token of a bot: figures, a colon, then letters and figures':
    'ist kein Token eines Bots: Ziffern, ein Doppelpunkt, dann Buchstaben und Ziffern',
  Chat: 'Chat',
  'A number, which begins with - for a group; or @name of a public channel.':
    'Eine Zahl, die bei einer Gruppe mit - beginnt; oder @name eines öffentlichen Kanals.',
  'has to be a number such as -1001234567890, or @name': 'muss eine Zahl wie -1001234567890 sein, oder @name',
  'The number of a topic in a group that has topics.':
    'Die Nummer eines Themas in einer Gruppe, die Themen hat.',
  'Empty: https://api.telegram.org.': 'Leer: https://api.telegram.org.',
  Slack: 'Slack',
  'Messages in a channel of Slack, or of Mattermost.':
    'Nachrichten in einem Kanal von Slack oder Mattermost.',
  'Open https://api.slack.com/apps, choose Create New App, From scratch, and your workspace.':
    'https://api.slack.com/apps öffnen, Create New App wählen, From scratch, und den Workspace.',
  'Under Incoming Webhooks switch them on, and choose Add New Webhook to Workspace and the channel.':
    'Unter Incoming Webhooks einschalten, dann Add New Webhook to Workspace und den Kanal wählen.',
  'Copy the address that begins with https://hooks.slack.com/services/.':
    'Die Adresse kopieren, die mit https://hooks.slack.com/services/ beginnt.',
  'Webhook address': 'Webhook-Adresse',
  'Begins with https://hooks.slack.com/; whoever knows it can write to the channel.':
    'Beginnt mit https://hooks.slack.com/; wer sie kennt, kann in den Kanal schreiben.',
  Discord: 'Discord',
  'Messages in a channel of a Discord server.': 'Nachrichten in einem Kanal eines Discord-Servers.',
  'In Discord open the settings of the channel, then Integrations, Webhooks, New Webhook.':
    'In Discord die Einstellungen des Kanals öffnen, dann Integrationen, Webhooks, Neuer Webhook.',
  'Look up the SMTP server at your mail provider. Where the log-in has a second factor, make an app password there.':
    'Den SMTP-Server beim Mailanbieter nachsehen. Hat die Anmeldung dort einen zweiten Faktor, ein App-Passwort anlegen.',
  'Fill in the server, the user and that password; or make a mail account once (Channels, Mail accounts), and name it here.':
    'Server, Benutzer und dieses Passwort eintragen; oder einmal ein Mailkonto anlegen (Kanäle, Mailkonten) und hier nennen.',
  'Save, and send a test: it has to arrive, and not among the spam.':
    'Speichern und einen Test senden: Er muss ankommen, und nicht im Spam.',
  'In PagerDuty open the service, then Integrations, Add an integration, Events API V2.':
    'In PagerDuty den Service öffnen, dann Integrations, Add an integration, Events API V2.',
  'Copy its Integration Key.': 'Den Integration Key kopieren.',
  'Install the ntfy app on the phone; https://ntfy.sh in a browser does it, too.':
    'Die App ntfy auf dem Telefon installieren; https://ntfy.sh im Browser genügt auch.',
  'Subscribe there to a topic that nobody guesses, and type the same one here.':
    'Dort ein Thema abonnieren, das niemand errät, und hier dasselbe eintragen.',
  'Make an address that takes JSON by POST, for instance in Node-RED, n8n or a script of your own.':
    'Eine Adresse anlegen, die JSON per POST annimmt, etwa in Node-RED, n8n oder einem eigenen Skript.',
  'Type it here, save, and send a test: the answer has to be a 2xx.':
    'Sie hier eintragen, speichern und einen Test senden: Die Antwort muss eine 2xx sein.',
  'Save the channel.': 'Den Kanal speichern.',
  'On the phone, open Channels by https, and choose Messages on this device. A page there shows how the phone comes to trust the certificate.':
    'Auf dem Telefon die Kanäle über https öffnen und „Nachrichten auf diesem Gerät“ wählen. Eine Seite dort zeigt, wie das Telefon dem Zertifikat vertraut.',
  'Install the package intvlm8r-heartbeat-zmq on the appliance.':
    'Das Paket intvlm8r-heartbeat-zmq auf dem Gerät installieren.',
  'Name an address in publish of [Zmq] in the INI, such as tcp://0.0.0.0:5661, and subscribe to it with the other program.':
    'In der INI unter [Zmq] bei publish eine Adresse nennen, etwa tcp://0.0.0.0:5661, und sie mit dem anderen Programm abonnieren.',
  'Choose Copy Webhook URL.': 'Webhook-URL kopieren wählen.',
  'Begins with https://discord.com/api/webhooks/; whoever knows it can write to the channel.':
    'Beginnt mit https://discord.com/api/webhooks/; wer sie kennt, kann in den Kanal schreiben.',
  'Microsoft Teams': 'Microsoft Teams',
  'Cards in a channel or a chat of Teams, by a workflow.':
    'Karten in einem Kanal oder Chat von Teams, über einen Workflow.',
  'In Teams open the menu (…) of the channel or the chat, then Workflows.':
    'In Teams das Menü (…) des Kanals oder Chats öffnen, dann Workflows.',
  'Choose the template for webhook requests (“Send webhook alerts to a channel”), then Save.':
    'Die Vorlage für Webhook-Anfragen wählen („Send webhook alerts to a channel“), dann Speichern.',
  'Copy the address that it shows at the end.': 'Die Adresse kopieren, die am Ende erscheint.',
  'Workflow address': 'Workflow-Adresse',
  'A long one, with sig= in it; whoever knows it can write to the channel.':
    'Eine lange, mit sig= darin; wer sie kennt, kann in den Kanal schreiben.',
  Matrix: 'Matrix',
  'Messages in a room of Matrix, such as by Element.':
    'Nachrichten in einem Raum von Matrix, etwa mit Element.',
  'Make an account for the appliance on your server, and log in with it in Element.':
    'Auf dem eigenen Server ein Konto für das Gerät anlegen und sich damit in Element anmelden.',
  'Invite it to the room, and accept the invitation. The room may not be encrypted.':
    'Es in den Raum einladen und die Einladung annehmen. Der Raum darf nicht verschlüsselt sein.',
  'Its access token stands under All settings, Help & About, Advanced; the room’s id in the room’s settings, Advanced.':
    'Das Zugriffstoken steht unter Alle Einstellungen, Hilfe & Info, Erweitert; die ID des Raums in dessen Einstellungen, Erweitert.',
  'Close that Element without logging out, which would end the token.':
    'Dieses Element schließen, ohne sich abzumelden; das würde das Token beenden.',
  Homeserver: 'Homeserver',
  'Such as https://matrix.org.': 'Etwa https://matrix.org.',
  'Of the account that writes; begins with syt_ or mct_.':
    'Des Kontos, das schreibt; beginnt mit syt_ oder mct_.',
  Room: 'Raum',
  'Its id, such as !abc:example.org, or an address, such as #alerts:example.org.':
    'Seine ID, etwa !abc:example.org, oder eine Adresse, etwa #alerts:example.org.',
  'has to begin with ! (an id) or # (an address)': 'muss mit ! (eine ID) oder # (eine Adresse) beginnen',
  Signal: 'Signal',
  'Messages by Signal, from a number that signal-cli-rest-api of yours has.':
    'Nachrichten über Signal, von einer Nummer, die eine eigene signal-cli-rest-api hat.',
  'Run signal-cli-rest-api (https://github.com/bbernhard/signal-cli-rest-api) on a machine of your own.':
    'signal-cli-rest-api (https://github.com/bbernhard/signal-cli-rest-api) auf einer eigenen Maschine laufen lassen.',
  'Open its page /v1/qrcodelink?device_name=intvlm8r, and scan the code in Signal under Linked devices.':
    'Deren Seite /v1/qrcodelink?device_name=intvlm8r öffnen und den Code in Signal unter Gekoppelte Geräte scannen.',
  'For a group, its id stands in /v1/groups/ followed by your number.':
    'Die ID einer Gruppe steht in /v1/groups/, gefolgt von der Nummer.',
  'Of signal-cli-rest-api, such as http://127.0.0.1:8080.':
    'Von signal-cli-rest-api, etwa http://127.0.0.1:8080.',
  'The number that is linked or registered there, such as +491701234567.':
    'Die Nummer, die dort gekoppelt oder registriert ist, etwa +491701234567.',
  'has to be a number with its country, such as +491701234567':
    'muss eine Nummer mit Landesvorwahl sein, etwa +491701234567',
  'Numbers, ids of groups (group.…) or names (u:name.01), with commas between them.':
    'Nummern, IDs von Gruppen (group.…) oder Namen (u:name.01), durch Kommas getrennt.',
  'holds something else than numbers such as +491701234567, group.… and u:name.01, with commas between them':
    'enthält anderes als Nummern wie +491701234567, group.… und u:name.01, durch Kommas getrennt',
  Gotify: 'Gotify',
  'Push messages by a Gotify server of your own.': 'Push-Nachrichten über einen eigenen Gotify-Server.',
  'On the page of your Gotify server open Apps, then Create Application.':
    'Auf der Seite des Gotify-Servers Apps öffnen, dann Create Application.',
  'Copy the token of the application (the eye beside it shows it).':
    'Das Token der Anwendung kopieren (das Auge daneben zeigt es).',
  'Such as https://gotify.example.org.': 'Etwa https://gotify.example.org.',
  'Application token': 'Anwendungstoken',
  'Begins with A.': 'Beginnt mit A.',
  'Of the message that a check is down: from 8 on the phone makes a noise, 5 is usual.':
    'Der Meldung, dass eine Prüfung ausgefallen ist: ab 8 macht das Telefon ein Geräusch, 5 ist üblich.',
  Pushover: 'Pushover',
  'Push messages to the Pushover app on phones.': 'Push-Nachrichten an die Pushover-App auf Telefonen.',
  'Log in at https://pushover.net: your user key stands on the first page.':
    'Bei https://pushover.net anmelden: Der Benutzerschlüssel steht auf der ersten Seite.',
  'Choose Create an Application/API Token there, and copy its token.':
    'Dort Create an Application/API Token wählen und das Token kopieren.',
  '30 letters and figures.': '30 Buchstaben und Ziffern.',
  'User key': 'Benutzerschlüssel',
  'Yours, or that of a group; 30 letters and figures.':
    'Der eigene oder der einer Gruppe; 30 Buchstaben und Ziffern.',
  'Of the message that a check is down: 2 repeats it every minute until somebody takes note, for three hours at most, 1 also sounds in Pushover’s quiet hours, 0 is usual.':
    'Der Meldung, dass eine Prüfung ausgefallen ist: 2 wiederholt sie jede Minute, bis jemand Kenntnis nimmt, höchstens drei Stunden lang, 1 ertönt auch in den Ruhezeiten von Pushover, 0 ist üblich.',
  Device: 'Gerät',
  'The name of one device; empty: all.': 'Der Name eines Geräts; leer: alle.',
  Sound: 'Ton',
  'Such as siren; empty: as chosen on the phone.': 'Etwa siren; leer: wie auf dem Telefon gewählt.',
  'Empty: https://api.pushover.net.': 'Leer: https://api.pushover.net.',
  Opsgenie: 'Opsgenie',
  'Opens and closes alerts by the Alert API, which Jira Service Management has, too.':
    'Öffnet und schließt Alerts über die Alert API, die auch Jira Service Management hat.',
  'In Opsgenie open your team, then Integrations, Add integration, API.':
    'In Opsgenie das Team öffnen, dann Integrations, Add integration, API.',
  'Leave “Create and update access” on, switch the integration on, and copy its API key.':
    '„Create and update access“ eingeschaltet lassen, die Integration einschalten und ihren API-Schlüssel kopieren.',
  'Of the integration.': 'Der Integration.',
  'Of the alert that a check opens: P1 is the most urgent.':
    'Des Alerts, den eine Prüfung öffnet: P1 ist am dringendsten.',
  'Empty: https://api.opsgenie.com; in the EU https://api.eu.opsgenie.com; of Jira Service Management https://api.atlassian.com/jsm/ops/integration.':
    'Leer: https://api.opsgenie.com; in der EU https://api.eu.opsgenie.com; von Jira Service Management https://api.atlassian.com/jsm/ops/integration.',
  Apprise: 'Apprise',
  'A hundred more services, by an Apprise API server of your own.':
    'Hundert weitere Dienste, über einen eigenen Apprise-API-Server.',
  'Run apprise-api (https://github.com/caronc/apprise-api) on a machine of your own.':
    'apprise-api (https://github.com/caronc/apprise-api) auf einer eigenen Maschine laufen lassen.',
  'On its page choose a configuration key, and save there the addresses of the services, such as mailto://….':
    'Auf deren Seite einen Konfigurationsschlüssel wählen und dort die Adressen der Dienste speichern, etwa mailto://….',
  'Or leave the key empty, and enter those addresses below.':
    'Oder den Schlüssel leer lassen und diese Adressen unten eingeben.',
  'Such as http://127.0.0.1:8000.': 'Etwa http://127.0.0.1:8000.',
  'Configuration key': 'Konfigurationsschlüssel',
  'Under which the services are kept there.': 'Unter dem die Dienste dort gespeichert sind.',
  'may hold letters, digits, - and _ only (at most 128)':
    'darf nur Buchstaben, Ziffern, - und _ enthalten (höchstens 128)',
  'Only the services with this tag; empty: all of the key.':
    'Nur die Dienste mit diesem Schlagwort; leer: alle des Schlüssels.',
  Addresses: 'Adressen',
  'Of services, as Apprise writes them, with commas between them; in place of a key.':
    'Von Diensten, wie Apprise sie schreibt, durch Kommas getrennt; anstelle eines Schlüssels.',
  SMS: 'SMS',
  'Text messages by a modem stick of this machine, also where there is no network.':
    'Kurznachrichten über einen Modemstick an dieser Maschine, auch wo es kein Netz gibt.',
  'Put a SIM card without a PIN into the modem stick, and plug it in.':
    'Eine SIM-Karte ohne PIN in den Modemstick legen und ihn einstecken.',
  'Install gammu: sudo apt install gammu': 'gammu installieren: sudo apt install gammu',
  'Find the port of the modem, such as /dev/ttyUSB0, and write it down: sudo gammu-detect | sudo tee /etc/gammurc':
    'Den Anschluss des Modems finden, etwa /dev/ttyUSB0, und aufschreiben: sudo gammu-detect | sudo tee /etc/gammurc',
  'Try it: sudo gammu --identify': 'Probieren: sudo gammu --identify',
  'Numbers with their country, such as +491701234567, with commas between them.':
    'Nummern mit Landesvorwahl, etwa +491701234567, durch Kommas getrennt.',
  'holds something else than numbers such as +491701234567, with commas between them':
    'enthält anderes als Nummern wie +491701234567, durch Kommas getrennt',
  Section: 'Abschnitt',
  'The number of the modem in the settings of gammu, where there are several: 1 for [gammu1].':
    'Die Nummer des Modems in den Einstellungen von gammu, wo es mehrere gibt: 1 für [gammu1].',
  'has to be a number such as 1': 'muss eine Zahl wie 1 sein',
  'Settings of gammu': 'Einstellungen von gammu',
  'Empty: /etc/gammurc. Only the INI may name another file.':
    'Leer: /etc/gammurc. Nur die INI darf eine andere Datei nennen.',
  'has to be the whole path of a file, from /': 'muss der ganze Pfad einer Datei sein, ab /',
  Command: 'Befehl',
  'Runs a program of yours for every alert. Only the INI may name one.':
    'Führt bei jeder Meldung ein eigenes Programm aus. Nur die INI darf eines nennen.',
  'A program and its arguments, with quotes as in a shell, but for no shell.':
    'Ein Programm und seine Argumente, mit Anführungszeichen wie in einer Shell, aber ohne Shell.',
  'has to be a topic without + and #, such as intvlm8r or home/watch':
    'muss ein Thema ohne + und # sein, etwa intvlm8r oder home/watch',
  'Home Assistant (MQTT)': 'Home Assistant (MQTT)',
  'Alerts for a broker, and a sensor for each check that Home Assistant finds by itself.':
    'Meldungen für einen Broker und ein Sensor für jede Prüfung, den Home Assistant selbst findet.',
  'In Home Assistant install the add-on Mosquitto broker, and add the integration MQTT; or use a broker that it has.':
    'In Home Assistant das Add-on Mosquitto broker installieren und die Integration MQTT hinzufügen; oder einen Broker verwenden, den es schon hat.',
  'Make a user for the appliance: Settings, People, Users, Add user.':
    'Einen Benutzer für das Gerät anlegen: Einstellungen, Personen, Benutzer, Benutzer hinzufügen.',
  'Enter the broker as mqtt:// with the name of its machine. All checks then appear as one device, Heartbeat.':
    'Den Broker als mqtt:// mit dem Namen seiner Maschine eingeben. Alle Prüfungen erscheinen dann als ein Gerät, Heartbeat.',
  Broker: 'Broker',
  'Such as mqtt://homeassistant.local, or mqtts:// with a certificate.':
    'Etwa mqtt://homeassistant.local, oder mqtts:// mit Zertifikat.',
  'The beginning of all topics that it publishes.': 'Der Anfang aller Themen, die er veröffentlicht.',
  Discovery: 'Discovery',
  'The discovery prefix of Home Assistant; off: alerts alone are published, and no sensors.':
    'Der Discovery-Präfix von Home Assistant; off: nur Meldungen werden veröffentlicht, keine Sensoren.',
  'has to be an address such as mqtt://homeassistant.local or mqtts://broker.example.org:8883':
    'muss eine Adresse wie mqtt://homeassistant.local oder mqtts://broker.example.org:8883 sein',
  'holds a user; enter it at its own place': 'enthält einen Benutzer; ihn an seiner eigenen Stelle eingeben',
  'has to end after the host and its port': 'muss nach dem Host und seinem Port enden',
  'has to be a span of time up to 1h, such as 60s': 'muss eine Zeitspanne bis 1h sein, etwa 60s',
  'belongs to version = 1; remove it': 'gehört zu version = 1; entfernen',
  'is not known to version 1; remove it': 'ist Version 1 nicht bekannt; entfernen',
  'is empty. Enter a server such as smtp.example.org, or name a mail account':
    'ist leer. Einen Server wie smtp.example.org eingeben oder ein Mailkonto nennen',
  'stands beside a mail account; keep one of them': 'steht neben einem Mailkonto; nur eines davon behalten',
  'is empty. Enter it, or addresses of services': 'ist leer. Ihn eingeben, oder Adressen von Diensten',
  'stand beside a key; keep one of them': 'stehen neben einem Schlüssel; nur eines davon behalten',
  'belongs to a key; remove it': 'gehört zu einem Schlüssel; entfernen',
  'runs a program, and only the INI may name one':
    'führt ein Programm aus, und nur die INI darf eines nennen',
  'is the word for no channel; choose another one': 'ist das Wort für keinen Kanal; ein anderes wählen',
  'has to be a day and a time such as Mon 07:00, or with a zone: Mon 07:00 Europe/Berlin':
    'muss ein Tag mit Uhrzeit sein, etwa Mon 07:00, oder mit Zone: Mon 07:00 Europe/Berlin',
  'Begins at': 'Beginnt um',
  'Such as 2026-12-24 22:00; with a period the first of its beginnings. Empty: as cron or OnCalendar says.':
    'Etwa 2026-12-24 22:00; mit einer Periode der erste ihrer Anfänge. Leer: wie cron oder OnCalendar es sagt.',
  'has to be a moment such as 2026-12-24 22:00': 'muss ein Zeitpunkt wie 2026-12-24 22:00 sein',
  Lasts: 'Dauert',
  'Such as 90m, 2h or 1d.': 'Etwa 90m, 2h oder 1d.',
  'has to be a span such as 90m, 2h or 1d, from 1m to 400d':
    'muss eine Spanne wie 90m, 2h oder 1d sein, von 1m bis 400d',
  'Again every': 'Wieder alle',
  'Such as 7d; days follow the clock on the wall. Empty: once, or as cron or OnCalendar says.':
    'Etwa 7d; Tage folgen der Wanduhr. Leer: einmal, oder wie cron oder OnCalendar es sagt.',
  'has to be a span such as 12h or 7d, from 1m to 400d':
    'muss eine Spanne wie 12h oder 7d sein, von 1m bis 400d',
  'Again by cron': 'Wieder nach cron',
  'Such as 0 3 * * 0: every Sunday at 03:00.': 'Etwa 0 3 * * 0: jeden Sonntag um 03:00.',
  'Again by OnCalendar': 'Wieder nach OnCalendar',
  'Such as Sun 03:00.': 'Etwa Sun 03:00.',
  'Such as Europe/Berlin; empty: that of the appliance.': 'Etwa Europe/Berlin; leer: die des Geräts.',
  'Their names or slugs, with commas between them.': 'Ihre Namen oder Slugs, durch Kommas getrennt.',
  'All checks that have one of them.': 'Alle Prüfungen, die eines davon haben.',
  'on: it is for every check, whatever stands above.': 'on: Es gilt für jede Prüfung, was auch oben steht.',
  'Announce to': 'Ankündigen an',
  'Names of channels that get a message when it begins; empty: none does.':
    'Namen von Kanälen, die zu Beginn eine Nachricht bekommen; leer: keiner.',
  'Opens gates': 'Öffnet Bedingungen',
  'on: a gate of the heartbeat among its checks lets the heartbeat pass while it lasts.':
    'on: Ist eine seiner Prüfungen eine Bedingung des Heartbeats, geht der Heartbeat trotzdem hinaus, solange es dauert.',
  'What is done; shown with the window.': 'Was getan wird; wird mit dem Fenster gezeigt.',
  'a maintenance window': 'einem Wartungsfenster',
  'stands beside {key}; keep one of them': 'steht neben {key}; nur eines davon behalten',
  'is empty; enter when it begins, such as 2026-12-24 22:00':
    'ist leer; eingeben, wann es beginnt, etwa 2026-12-24 22:00',
  'are empty, and so are the tags; name some, or choose all checks':
    'sind leer, und die Schlagwörter auch; einige nennen, oder alle Prüfungen wählen',
  Title: 'Titel',
  'Empty: the name of the section.': 'Leer: der Name des Abschnitts.',
  'A sentence below the title.': 'Ein Satz unter dem Titel.',
  'The checks that have one of them, with blanks between them; * stands for all checks.':
    'Die Prüfungen, die eines davon haben, durch Leerzeichen getrennt; * steht für alle Prüfungen.',
  Secret: 'Geheimnis',
  'The end of its address, which others have to know: 16 to 100 letters, digits, - and _.':
    'Das Ende ihrer Adresse, das andere kennen müssen: 16 bis 100 Buchstaben, Ziffern, - und _.',
  'has to have 16 to 100 letters, digits, - and _, and nothing else':
    'muss 16 bis 100 Buchstaben, Ziffern, - und _ haben, und sonst nichts',
  Public: 'Öffentlich',
  'on: its address has no secret, and whoever reaches the appliance may see it.':
    'on: Die Adresse hat kein Geheimnis, und wer das Gerät erreicht, darf die Seite sehen.',
  'May be embedded by': 'Darf eingebettet werden von',
  'Addresses of sites that may show it in a frame, such as https://www.example.org. Empty: none.':
    'Adressen von Websites, die sie in einem Rahmen zeigen dürfen, etwa https://www.example.org. Leer: keine.',
  'has to be addresses such as https://www.example.org or https://*.example.org, without a path':
    'müssen Adressen wie https://www.example.org oder https://*.example.org sein, ohne Pfad',
  'a status page': 'einer Statusseite',
  'stands beside a secret; keep one of them': 'steht neben einem Geheimnis; nur eines davon behalten',
  'is empty; enter 16 to 100 letters and digits that nobody guesses, or set public = on':
    'ist leer; 16 bis 100 Buchstaben und Ziffern eingeben, die niemand errät, oder public = on setzen',
}
