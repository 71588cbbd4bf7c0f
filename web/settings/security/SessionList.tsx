import { IconDeviceDesktop, IconDeviceMobile, IconKey } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call, type Output } from '../../api.ts'
import { tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { deviceOf } from './device.ts'
import { refreshSessions } from './sessionsData.ts'
import { useDevice } from './useDevice.ts'
import css from './SecurityPart.module.css'

type Open = Output<'sessions.list'>

/** Browsers that somebody is signed in on, each with a way to sign him out there. */
export function SessionList({ sessions }: { sessions: Open['sessions'] }) {
  const t = useWords()
  const format = useFormat()
  const device = useDevice()
  return (
    <ul className={css.list}>
      {sessions.map(({ id, userAgent, ip, createdAt, seenAt, current }) => (
        <Row
          key={id}
          icon={
            deviceOf(userAgent).phone ? (
              <IconDeviceMobile size={20} stroke={1.5} aria-hidden />
            ) : (
              <IconDeviceDesktop size={20} stroke={1.5} aria-hidden />
            )
          }
          name={device(userAgent)}
          mark={current ? t('security.session.here') : null}
          text={t('security.session.seen', { ip, seen: format.moment(seenAt), begun: format.moment(createdAt) })}
          button={t('security.session.end')}
          label={t('security.session.end.one', { name: device(userAgent) })}
          onEnd={
            current
              ? null
              : async () => {
                  await call('sessions.end', { id })
                  toast(t('security.session.ended', { name: device(userAgent) }))
                }
          }
        />
      ))}
    </ul>
  )
}

export function KeyList({ keys }: { keys: Open['keys'] }) {
  const t = useWords()
  const format = useFormat()
  return (
    <ul className={css.list}>
      {keys.map(({ id, name, createdAt, seenAt }) => (
        <Row
          key={id}
          icon={<IconKey size={20} stroke={1.5} aria-hidden />}
          name={t('security.key', { name })}
          mark={null}
          text={
            seenAt === null
              ? t('security.key.unused', { made: format.moment(createdAt) })
              : t('security.key.seen', { made: format.moment(createdAt), seen: format.moment(seenAt) })
          }
          button={t('security.key.revoke')}
          label={t('security.key.revoke.one', { name })}
          onEnd={async () => {
            await call('keys.revoke', { id })
            toast(t('security.key.revoked', { name }))
          }}
        />
      ))}
    </ul>
  )
}

interface RowProps {
  icon: ReactNode
  name: string
  mark: string | null
  text: string
  button: string
  label: string
  /** null: it is the one at the screen */
  onEnd: (() => Promise<void>) | null
}

function Row({ icon, name, mark, text, button, label, onEnd }: RowProps) {
  const [busy, setBusy] = useState(false)
  const end = async () => {
    setBusy(true)
    await tried(async () => {
      await onEnd?.()
    })
    await refreshSessions()
    setBusy(false)
  }
  return (
    <li>
      {icon}
      <div>
        <p className={css.name}>
          <span className="cut">{name}</span>
          {mark && <span className={css.mark}>{mark}</span>}
        </p>
        <p className={css.note}>{text}</p>
      </div>
      {onEnd && (
        <button type="button" className="btn line" aria-label={label} disabled={busy} onClick={() => void end()}>
          {button}
        </button>
      )}
    </li>
  )
}
