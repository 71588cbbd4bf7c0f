import { isDeepStrictEqual } from 'node:util'
import type { FastifyReply } from 'fastify'
import type { Actor } from '../../model/access.ts'
import type { EventRecord, LiveMessage } from '../../model/events.ts'
import { records, type RecordName } from '../../model/records.ts'
import type { Db } from '../platform/database.ts'
import type { LiveEvent } from '../platform/live.ts'
import { covers } from '../platform/method.ts'
import { factsOfBinders } from './bound.ts'
import { factsOf } from './facts.ts'
import { isHidden } from './fields.ts'
import { binders, inScope, type Binder, type ScopeFacts } from './scope.ts'

interface Listener {
  actor: Actor
  /** the session or key that opened the stream */
  token: string
  reply: FastifyReply
  /** his rights have been looked up since the stream was opened */
  ready: boolean
}

/** Rights hang on these: a change of them changes what somebody may hear. */
const carriesRights: ReadonlySet<EventRecord> = new Set([
  'users',
  'departments',
  'groups',
  'roles',
  'pipelines',
  'stages',
])

/** From so many messages of one record on, one message "many" stands for them. */
const many = 100
const heartbeat = 20_000
const ready = 'event: ready\ndata: {}\n\n'
const fattest = 1_000_000

/** The open live streams. Each is told of what its person may see, judged with the rights that he has at that moment. */
export function audience(options: {
  db: Db
  /** the person with his rights of now; null once he has none */
  reload(actor: Actor): Promise<Actor | null>
  /** which sessions and keys still hold, and for whom they speak */
  stillValid(tokens: readonly string[]): Promise<Map<string, number>>
  /** lets go of what is remembered of a session's or key's rights */
  forget(token: string): void
}): Audience {
  const { db } = options
  const listeners = new Set<Listener>()

  const write = (listener: Listener, text: string) => {
    // A reader that does not keep up is let go; it comes again and reads everything anew.
    if (listener.reply.raw.writableLength > fattest) leave(listener)
    else listener.reply.raw.write(text)
  }
  const leave = (listener: Listener) => {
    listeners.delete(listener)
    listener.reply.raw.end()
  }
  const renew = (listener: Listener, actor: Actor) => {
    const same = sameRights(listener.actor, actor)
    listener.actor = { ...actor, via: listener.actor.via, methods: listener.actor.methods }
    if (!listener.ready) {
      listener.ready = true
      write(listener, `retry: 1000\n${ready}`)
    }
    // What he sees is another thing now, though none of it has changed: he reads all of it anew.
    else if (!same) {
      options.forget(listener.token)
      write(listener, ready)
    }
  }
  /** Has everybody's rights looked up anew, one look for each person. */
  const reload = async () => {
    const people = Map.groupBy(listeners, ({ actor }) => actor.id)
    await Promise.all(
      [...people.values()].map(async (theirs) => {
        const actor = await options.reload(theirs[0]!.actor)
        for (const listener of theirs) {
          if (actor) renew(listener, actor)
          else leave(listener)
        }
      }),
    )
  }
  const beat = setInterval(() => {
    for (const listener of listeners) write(listener, ':\n\n')
  }, heartbeat)
  const watch = setInterval(() => {
    if (!listeners.size) return
    const watched = [...listeners]
    options.stillValid(watched.map(({ token }) => token)).then(
      (valid) => {
        for (const listener of watched) if (valid.get(listener.token) !== listener.actor.id) leave(listener)
      },
      () => undefined,
    )
  }, 800)
  beat.unref()
  watch.unref()

  return {
    join(actor, token, reply) {
      const listener = { actor, token, reply, ready: false }
      listeners.add(listener)
      reply.raw.once('close', () => listeners.delete(listener))
      // Who opens it is known with his rights of a moment ago: what has changed since is told of to nobody any more.
      options.reload(actor).then(
        (now) => {
          if (!now) leave(listener)
          else if (!listener.ready) renew(listener, now)
        },
        () => leave(listener),
      )
    },
    async deliver(events) {
      if (!listeners.size) return
      if (events.some(({ record }) => carriesRights.has(record))) await reload()
      const facts = await scopeFacts(db, events)
      for (const listener of listeners) {
        if (!listener.ready) continue
        const text = messagesFor(listener.actor, events, facts)
          .map((message) => `event: change\ndata: ${JSON.stringify(message)}\n\n`)
          .join('')
        if (text) write(listener, text)
      }
    },
    close() {
      clearInterval(beat)
      clearInterval(watch)
      for (const listener of listeners) leave(listener)
    },
    size: () => listeners.size,
  }
}

export interface Audience {
  join(actor: Actor, token: string, reply: FastifyReply): void
  deliver(events: LiveEvent[]): Promise<void>
  close(): void
  size(): number
}

type Facts = Map<string, ScopeFacts>
const isRecord = (name: EventRecord): name is RecordName => Object.hasOwn(records, name)

/** What the rule looks at, of each changed record as it is now: one statement for each kind of record. */
async function scopeFacts(db: Db, events: readonly LiveEvent[]): Promise<Facts> {
  const facts: Facts = new Map()
  for (const [name, group] of Map.groupBy(events, (event) => event.record)) {
    if (!isRecord(name) || !(records[name].owned || records[name].bound)) continue
    const ids = group.map((event) => event.recordId)
    for (const [id, row] of await factsOf(db, name, ids)) facts.set(`${name} ${id}`, row)
    if (records[name].bound) await tellBoundBefore(db, group, facts)
  }
  return facts
}

/** Of what was bound to other records before: these, as the rule looks at them. */
async function tellBoundBefore(db: Db, events: readonly LiveEvent[], facts: Facts): Promise<void> {
  const ids = (record: Binder) => events.flatMap(({ before }) => (before[linksTo[record]] ?? []) as number[])
  const known = await factsOfBinders(db, {
    deals: ids('deals'),
    contacts: ids('contacts'),
    companies: ids('companies'),
  })
  for (const event of events) {
    const now = facts.get(`activities ${event.recordId}`)?.bound ?? []
    const told = binders.filter((record) => event.before[linksTo[record]] !== undefined)
    const was = (record: Binder) => (event.before[linksTo[record]] ?? []) as number[]
    if (told.length)
      event.before['bound'] = [
        ...now.filter(({ record }) => !told.includes(record)),
        ...known.filter(({ record, id }) => told.includes(record) && was(record).includes(id)),
      ]
  }
}
const linksTo: Record<Binder, string> = { deals: 'dealIds', contacts: 'contactIds', companies: 'companyIds' }

/** The messages of one person: names of visible fields alone, none for what he neither sees nor saw. */
function messagesFor(actor: Actor, events: readonly LiveEvent[], facts: Facts): LiveMessage[] {
  const messages = new Map<string, LiveMessage>()
  for (const { record, recordId, fields, before: told } of events) {
    if (!mayRead(actor, record)) continue
    const key = `${record} ${recordId}`
    const now = facts.get(key) ?? {}
    // What the company has set, everybody who works there may know; what a person is told or has set, he alone.
    if (!isRecord(record)) {
      const everybodys = record === 'settings' || (record === 'layouts' && recordId === 0)
      if (everybodys || recordId === actor.id) messages.set(key, { record, id: recordId, changed: fields })
      continue
    }
    const sees = inScope(actor, record, 'see', now)
    // What has just been made was nobody's before.
    const before = { ...now, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null)) }
    if (!sees && !inScope(actor, record, 'see', before)) continue
    const changed = fields.filter((field) => !isHidden(actor, record, field, now))
    if (!changed.length) continue
    const message = messages.get(key) ?? { record, id: recordId, changed: [] }
    message.changed = [...new Set([...message.changed, ...(sees ? changed : [])])]
    if (sees) delete message.gone
    else message.gone = true
    messages.set(key, message)
  }
  const byRecord = Map.groupBy(messages.values(), (message) => message.record)
  return [...byRecord].flatMap(([record, list]: [EventRecord, LiveMessage[]]) =>
    list.length > many ? [{ record, id: 0, changed: [...new Set(list.flatMap((m) => m.changed))] }] : list,
  )
}

/** Whether somebody may the same as before, and has the same people beside and below him. */
const sameRights = (before: Actor, now: Actor): boolean =>
  (['may', 'atStage', 'passages', 'limits', 'department', 'below'] as const).every((part) =>
    isDeepStrictEqual(before[part], now[part]),
  )

/** Whether the key that somebody came with lets him read such records at all. */
const mayRead = ({ methods }: Actor, record: EventRecord): boolean =>
  methods === null || ['list', 'get'].some((way) => covers(methods, `${record}.${way}`))
