import {
  IconArrowUp,
  IconBuilding,
  IconLock,
  IconMail,
  IconPencil,
  IconPhone,
  IconPlus,
  IconUser,
  IconX,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { RowOf } from '../../model/records.ts'
import { call } from '../api.ts'
import type { Change, Refusal } from '../records/change.ts'
import type { AnyRow } from '../records/rows.ts'
import { RefusalNote } from '../records/RefusalNote.tsx'
import { SaidOfLink } from '../records/SaidOfLink.tsx'
import { useWords } from '../words.ts'
import { ClientPick } from './ClientPick.tsx'
import css from './ClientBlock.module.css'

interface Props {
  deal: AnyRow & { companyId: number | null; contactIds: number[] }
  /** the company or the people: each stands where the card has it */
  only: 'companyId' | 'contactIds'
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** Who buys: one company, and people, of whom the first is the main one. Found by typing, made on the fly. */
export function ClientBlock({ deal, only, editable, onChange }: Props) {
  const t = useWords()
  const [picking, setPicking] = useState<{ what: 'company' | 'contact'; version: number } | null>(null)
  const [refusal, setRefusal] = useState<{ field: 'companyId' | 'contactIds'; why: Refusal } | null>(null)
  const companyId = only === 'companyId' ? deal.companyId : null
  const contactIds = only === 'contactIds' ? deal.contactIds : []
  const { data: companies } = useClients('companies', companyId === null ? [] : [companyId])
  const { data: contacts } = useClients('contacts', contactIds)
  const names = contactIds.map((id, i) => namesOf(deal, 'contactIds')[i] ?? contacts?.get(id)?.name ?? '')

  const save = (
    field: 'companyId' | 'contactIds',
    value: unknown,
    called: string | string[],
    version: number | undefined = deal.version,
  ) => {
    setRefusal(null)
    void onChange({ id: deal.id, version, field, value, called }).then((why) => setRefusal(why && { field, why }))
  }
  const saveContacts = (list: { id: number; name: string }[], version?: number) =>
    save(
      'contactIds',
      list.map(({ id }) => id),
      list.map(({ name }) => name),
      version,
    )
  const people = contactIds.map((id, i) => ({ id, name: names[i]! }))
  const companyName =
    namesOf(deal, 'companyId')[0] ?? (companyId === null ? '' : (companies?.get(companyId)?.name ?? ''))

  return (
    <div className={css.block}>
      {only === 'companyId' ? (
        <div className={css.line} data-field="companyId">
          <span className={css.label}>{t('client.company')}</span>
          {picking?.what === 'company' ? (
            <ClientPick
              field="companyId"
              label={t('client.company')}
              placeholder={companyName || t('client.findCompany')}
              value={companyId}
              clearable={companyId !== null}
              onPick={(option) => {
                setPicking(null)
                if (option?.id !== companyId) save('companyId', option?.id ?? null, option?.name ?? '', picking.version)
              }}
              onCancel={() => setPicking(null)}
            />
          ) : companyId === null && deal.hidden.includes('companyId') ? (
            <Hidden />
          ) : companyId === null ? (
            <Empty
              text={t(editable ? 'client.addCompany' : 'value.empty')}
              editable={editable}
              onPick={() => setPicking({ what: 'company', version: deal.version })}
            />
          ) : (
            <Client
              icon={<IconBuilding size={16} stroke={1.75} aria-hidden />}
              record="companies"
              id={companyId}
              name={companyName}
              client={companies?.get(companyId)}
              actions={
                editable ? (
                  <Action
                    label={t('client.change')}
                    onClick={() => setPicking({ what: 'company', version: deal.version })}
                  >
                    <IconPencil size={14} stroke={1.75} aria-hidden />
                  </Action>
                ) : null
              }
            />
          )}
        </div>
      ) : (
        <>
          {people.map(({ id, name }, i) => (
            <div key={id} className={css.line} data-contact={id}>
              <span className={css.label}>{i === 0 ? t('client.contact') : i === 1 ? t('client.more') : ''}</span>
              <Client
                icon={<IconUser size={16} stroke={1.75} aria-hidden />}
                record="contacts"
                id={id}
                name={name}
                client={contacts?.get(id)}
                role={
                  <SaidOfLink
                    record="deals"
                    name="roles"
                    row={deal}
                    link={{ id, name }}
                    editable={editable}
                    onChange={onChange}
                  />
                }
                note={contacts?.get(id)?.note ?? (i === 0 && people.length > 1 ? t('client.primary') : undefined)}
                actions={
                  editable ? (
                    <>
                      {i > 0 && (
                        <Action
                          label={t('client.makePrimary', { name })}
                          onClick={() => saveContacts([people[i]!, ...people.filter((one) => one.id !== id)])}
                        >
                          <IconArrowUp size={14} stroke={1.75} aria-hidden />
                        </Action>
                      )}
                      <Action
                        label={t('client.remove', { name })}
                        onClick={() => saveContacts(people.filter((one) => one.id !== id))}
                      >
                        <IconX size={14} stroke={1.75} aria-hidden />
                      </Action>
                    </>
                  ) : null
                }
              />
            </div>
          ))}
          {deal.hidden.includes('contactIds') && (
            <div className={css.line}>
              <span className={css.label}>{t('client.contact')}</span>
              <Hidden />
            </div>
          )}
          <div className={css.line} data-field="contactIds" hidden={!editable && people.length > 0}>
            <span className={css.label}>{people.length ? '' : t('client.contact')}</span>
            {picking?.what === 'contact' ? (
              <ClientPick
                field="contactIds"
                label={t('client.contact')}
                placeholder={t('client.findContact')}
                value={null}
                clearable={false}
                without={contactIds}
                onPick={(option) => {
                  setPicking(null)
                  if (option) saveContacts([...people, { id: Number(option.id), name: option.name }], picking.version)
                }}
                onCancel={() => setPicking(null)}
              />
            ) : editable ? (
              <button
                type="button"
                className={css.add}
                onClick={() => setPicking({ what: 'contact', version: deal.version })}
              >
                <IconPlus size={14} stroke={1.75} aria-hidden />
                {t('client.addContact')}
              </button>
            ) : (
              <span className={css.empty}>{t('value.empty')}</span>
            )}
          </div>
        </>
      )}
      {refusal && (
        <RefusalNote
          record="deals"
          name={refusal.field}
          row={deal}
          refusal={refusal.why}
          onTheirs={() => setRefusal(null)}
          onMine={() =>
            void onChange({
              id: deal.id,
              version: refusal.why.version,
              field: refusal.field,
              value: refusal.why.mine,
              called: refusal.why.called,
            }).then((why) => setRefusal(why && { field: refusal.field, why }))
          }
          onAgain={() => save(refusal.field, refusal.why.mine, refusal.why.called ?? '')}
        />
      )}
    </div>
  )
}

const namesOf = (deal: AnyRow, field: string): string[] => [deal.names[field] ?? []].flat()

interface ClientFacts {
  name: string
  note: string | undefined
  phone: string | undefined
  email: string | undefined
}

/** How clients are called and reached, of those that one may see. */
function useClients(record: 'companies' | 'contacts', ids: readonly number[]) {
  return useQuery({
    queryKey: [record, 'reached', ...ids],
    enabled: ids.length > 0,
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Map<number, ClientFacts>> => {
      const filter = { field: 'id', op: 'in' as const, value: [...ids] }
      const facts = (
        { id, name, phones, emails }: Pick<RowOf<'contacts'>, 'id' | 'name' | 'phones' | 'emails'>,
        note: string | null,
      ): [number, ClientFacts] => [
        id,
        { name, note: note ?? undefined, phone: phones[0]?.value, email: emails[0]?.value },
      ]
      if (record === 'companies') {
        const { items } = await call(
          'companies.list',
          { filter, fields: ['name', 'phones', 'emails'], limit: 200 },
          signal,
        )
        return new Map(items.map((item) => facts(item, null)))
      }
      const { items } = await call(
        'contacts.list',
        { filter, fields: ['name', 'phones', 'emails', 'jobTitle'], limit: 200 },
        signal,
      )
      return new Map(items.map((item) => facts(item, item.jobTitle)))
    },
  })
}

function Client({
  icon,
  record,
  id,
  name,
  note,
  role,
  client,
  actions,
}: {
  icon: ReactNode
  record: 'companies' | 'contacts'
  id: number
  name: string
  note?: string | undefined
  role?: ReactNode
  client: ClientFacts | undefined
  actions: ReactNode
}) {
  const t = useWords()
  return (
    <span className={css.client}>
      {icon}
      <span className={css.said}>
        <Link
          to={record === 'companies' ? '/companies/$id' : '/contacts/$id'}
          params={{ id: String(id) }}
          className={css.name}
        >
          <bdi>{name}</bdi>
        </Link>
        {role}
        {note !== undefined && <span className={css.note}>{note}</span>}
      </span>
      <span className={css.actions}>
        {client?.phone !== undefined && (
          <a
            className={css.action}
            href={`tel:${client.phone}`}
            aria-label={t('client.call', { phone: client.phone })}
            title={client.phone}
          >
            <IconPhone size={16} stroke={1.75} aria-hidden />
          </a>
        )}
        {client?.email !== undefined && (
          <a
            className={css.action}
            href={`mailto:${client.email}`}
            aria-label={t('client.write', { email: client.email })}
            title={client.email}
          >
            <IconMail size={16} stroke={1.75} aria-hidden />
          </a>
        )}
        {actions && <span className={css.more}>{actions}</span>}
      </span>
    </span>
  )
}

function Action({ label, onClick, children }: { label: string; onClick(): void; children: ReactNode }) {
  return (
    <button type="button" className={`${css.action} ${css.quiet}`} aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  )
}

function Hidden() {
  const t = useWords()
  return (
    <span className={css.empty}>
      <IconLock size={14} stroke={1.75} aria-hidden />
      {t('value.hidden')}
    </span>
  )
}

function Empty({ text, editable, onPick }: { text: string; editable: boolean; onPick(): void }) {
  return editable ? (
    <button type="button" className={css.choose} onClick={onPick}>
      {text}
    </button>
  ) : (
    <span className={css.empty}>{text}</span>
  )
}
